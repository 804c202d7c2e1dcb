/** Bytes of a file, read where they are needed: a vmlinux with debug information has hundreds of MiB. */

import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { UsageError } from '../../errors.js';
import { fileName } from './btf-error.js';

/** Of what is read at once: BTF of a kernel has 4 to 10 MiB. */
export const MOST_BYTES = 32 * 1024 * 1024;

export interface ByteSource {
  file: string;
  sizeBytes: number;
  /** Fewer bytes than asked for at the end. @param length at most MOST_BYTES */
  read(offset: number, length: number): Buffer;
}

const READ_ERRORS: Readonly<Record<string, string>> = {
  ENOENT: 'no such file',
  ENOTDIR: 'a part of the path is a file, not a folder',
  EISDIR: 'it is a folder',
  EACCES: 'permission denied',
};

/** @throws UsageError where the file cannot be read */
export function withSource<T>(file: string, use: (source: ByteSource) => T): T {
  let descriptor: number | null = null;
  try {
    descriptor = openSync(file, 'r');
    return use(sourceOf(file, descriptor));
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && 'syscall' in error)) throw error;
    const code = String(error.code);
    throw new UsageError(`cannot read ${fileName(file)}: ${READ_ERRORS[code] ?? code}`, {
      cause: error,
    });
  } finally {
    if (descriptor !== null) closeSync(descriptor);
  }
}

export function bufferSource(file: string, buffer: Buffer): ByteSource {
  return {
    file,
    sizeBytes: buffer.length,
    read: (offset, length) => buffer.subarray(offset, offset + length),
  };
}

function sourceOf(file: string, descriptor: number): ByteSource {
  const stats = fstatSync(descriptor);
  // A pipe has no places to read at.
  if (!stats.isFile()) return bufferSource(file, readToEnd(file, descriptor));
  return {
    file,
    sizeBytes: stats.size,
    read: (offset, length) => readAt(descriptor, offset, Math.min(length, stats.size - offset)),
  };
}

function readAt(descriptor: number, offset: number, length: number): Buffer {
  const buffer = Buffer.alloc(Math.max(0, Math.min(length, MOST_BYTES)));
  let done = 0;
  while (done < buffer.length) {
    const count = readSync(descriptor, buffer, done, buffer.length - done, offset + done);
    if (count === 0) break;
    done += count;
  }
  return buffer.subarray(0, done);
}

const CHUNK_BYTES = 1024 * 1024;

function readToEnd(file: string, descriptor: number): Buffer {
  const chunks: Buffer[] = [];
  let total = 0;
  for (;;) {
    const chunk = Buffer.alloc(CHUNK_BYTES);
    const count = readSync(descriptor, chunk, 0, CHUNK_BYTES, null);
    if (count === 0) return Buffer.concat(chunks);
    total += count;
    if (total > MOST_BYTES) {
      throw new UsageError(
        `${fileName(file)}: more than ${MOST_BYTES} bytes of what is no file: write it to one first`,
      );
    }
    chunks.push(chunk.subarray(0, count));
  }
}
