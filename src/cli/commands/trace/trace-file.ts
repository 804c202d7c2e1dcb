/** Writing a trace: whole under its name, or not at all. */

import { randomBytes } from 'node:crypto';
import { realpathSync, rmSync, statSync } from 'node:fs';
import { type FileHandle, open, rename } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { UsageError } from '../../../errors.js';
import { checkWritable } from '../../../report/write.js';
import type { RecordedEvent } from '../../../workload/formats/event.js';
import { recordWriter } from '../../../workload/formats/jsonl.js';

/** Text of this length is written at once, and is a member of its own in a gzip file. */
const BATCH_CHARACTERS = 1024 * 1024;

/** Refuses before anything is read or recorded what would be refused at the end. */
export function checkTraceFile(path: string, force: boolean): void {
  checkWritable(path);
  if (force || !existing(path)?.isFile()) return;
  throw new UsageError(`${path} exists: give --force to replace it, or another name`);
}

/**
 * @param path gzipped if it ends in .gz; a device or a pipe is written to as it is
 * @param fill is given what takes the events; if it fails, an older file stays as it was
 */
export async function writeTraceFile<T>(
  path: string,
  fill: (add: (events: readonly RecordedEvent[]) => Promise<void>) => Promise<T>,
): Promise<T> {
  const stats = existing(path);
  const target = stats === undefined ? path : realpathSync(path);
  const isReplaced = stats === undefined || stats.isFile();
  const written = isReplaced ? temporaryBeside(target) : target;
  try {
    const handle = await open(written, isReplaced ? 'wx' : 'w');
    const result = await fillAndClose(handle, path.endsWith('.gz'), fill);
    if (isReplaced) await rename(written, target);
    return result;
  } catch (error) {
    if (isReplaced) rmSync(written, { force: true });
    throw error;
  }
}

async function fillAndClose<T>(
  handle: FileHandle,
  isPacked: boolean,
  fill: (add: (events: readonly RecordedEvent[]) => Promise<void>) => Promise<T>,
): Promise<T> {
  const format = recordWriter();
  let batch = '';
  const flush = async () => {
    if (batch !== '') await handle.writeFile(isPacked ? gzipSync(batch) : batch);
    batch = '';
  };
  try {
    const result = await fill(async (events) => {
      for (const event of events) batch += format(event);
      if (batch.length > BATCH_CHARACTERS) await flush();
    });
    await flush();
    if ((await handle.stat()).isFile()) await handle.sync();
    return result;
  } finally {
    await handle.close();
  }
}

function existing(path: string) {
  return statSync(path, { throwIfNoEntry: false });
}

/** In the same folder, since a rename cannot cross file systems. */
function temporaryBeside(target: string): string {
  return join(dirname(target), `.trace-${process.pid}-${randomBytes(4).toString('hex')}.tmp`);
}
