/** The bytes of a trace: a file, standard input, or a stream; plain or gzip, by content. */

import { type FileHandle, open } from 'node:fs/promises';
import { createGunzip } from 'node:zlib';
import { UsageError } from '../../errors.js';
import { Flaw } from './problems.js';

export interface TraceInput {
  /** For messages. */
  name: string;
  chunks: AsyncIterable<Buffer>;
  /** As stored, null where the length is not known beforehand. */
  totalBytes: number | null;
}

export const STDIN = '-';

const CHUNK_BYTES = 1024 * 1024;
/** Inflated a thousandfold at most, and then still far from filling the memory. */
const PACKED_SLICE_BYTES = 16 * 1024;
const GZIP_MAGIC = Buffer.from([0x1f, 0x8b]);

/** @throws UsageError for a file that cannot be read */
export async function openInput(file: string): Promise<TraceInput> {
  if (file === STDIN) return { name: 'stdin', chunks: process.stdin, totalBytes: null };
  const handle = await explained(file, () => open(file));
  try {
    const stats = await handle.stat();
    if (stats.isDirectory()) throw unreadable(file, 'EISDIR', null);
    const totalBytes = stats.isFile() ? stats.size : null;
    return { name: file, chunks: fileChunks(file, handle), totalBytes };
  } catch (error) {
    await handle.close();
    throw error;
  }
}

/** Each chunk is overwritten by the next: nothing is left for the garbage collector. */
async function* fileChunks(file: string, handle: FileHandle): AsyncGenerator<Buffer> {
  const buffer = Buffer.allocUnsafe(CHUNK_BYTES);
  try {
    for (;;) {
      const { bytesRead } = await explained(file, () => handle.read(buffer, 0, CHUNK_BYTES));
      if (bytesRead === 0) return;
      yield buffer.subarray(0, bytesRead);
    }
  } finally {
    await handle.close();
  }
}

/** @throws Flaw for gzip data that is cut off or damaged, after all that could be inflated */
export async function* unpacked(chunks: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  const source = chunks[Symbol.asyncIterator]();
  try {
    let head: Buffer = Buffer.alloc(0);
    while (head.length < GZIP_MAGIC.length) {
      const { done, value } = await source.next();
      if (done) break;
      head = Buffer.concat([head, value]);
    }
    const rest = { [Symbol.asyncIterator]: () => source };
    yield* head.subarray(0, 2).equals(GZIP_MAGIC) ? inflated(head, rest) : joined(head, rest);
  } finally {
    await source.return?.();
  }
}

async function* joined(head: Buffer, rest: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  yield head;
  yield* rest;
}

/** In slices, each inflated before the next: what comes out is the same wherever an error is. */
async function* inflated(head: Buffer, rest: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  const gunzip = createGunzip({ chunkSize: CHUNK_BYTES });
  let ready: Buffer[] = [];
  let ended = false;
  gunzip.on('data', (bytes: Buffer) => ready.push(bytes));
  gunzip.once('end', () => {
    ended = true;
  });
  /** What came out, then the error, if there was one. */
  async function* outcome(start: (done: () => void) => void): AsyncGenerator<Buffer> {
    const error = await new Promise<unknown>((settle) => {
      const done = () => settle(null);
      gunzip.once('error', settle).once('end', done);
      start(() => {
        gunzip.off('error', settle).off('end', done);
        done();
      });
    });
    const taken = ready;
    ready = [];
    yield* taken;
    if (error !== null) throw gzipFlaw(error);
  }
  try {
    for await (const chunk of joined(head, rest)) {
      for (let at = 0; at < chunk.length; at += PACKED_SLICE_BYTES) {
        const slice = chunk.subarray(at, at + PACKED_SLICE_BYTES);
        yield* outcome((done) => gunzip.write(slice, (error) => error ?? done()));
        // Padding with zeros follows the data: zlib never comes back from the write of it.
        if (ended) return;
      }
    }
    yield* outcome(() => gunzip.end());
  } finally {
    gunzip.destroy();
  }
}

function gzipFlaw(error: unknown): Flaw {
  if (codeOf(error) === 'Z_BUF_ERROR') {
    return new Flaw('truncated gzip', 'the end of a truncated gzip file', 'the rest of it');
  }
  const found = `damaged gzip data (${messageOf(error)})`;
  return new Flaw('damaged gzip', found, 'an intact file');
}

async function explained<T>(file: string, action: () => Promise<T>): Promise<T> {
  try {
    return await action();
  } catch (error) {
    throw unreadable(file, codeOf(error), error);
  }
}

/** Node's message without the path, which stands in front already. */
function unreadable(file: string, code: unknown, cause: unknown): UsageError {
  const reasons: Record<string, string> = {
    ENOENT: 'no such file',
    EISDIR: 'it is a directory',
    EACCES: 'permission denied',
  };
  const reason = reasons[String(code)] ?? messageOf(cause);
  return new UsageError(`cannot read trace ${file}: ${reason}`, { cause });
}

function codeOf(error: unknown): unknown {
  return error instanceof Error && 'code' in error ? error.code : undefined;
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
