/** What a fuzzed parser is: one entry of the list in parsers.ts. */

import { UsageError } from '../../src/errors.js';

/** How reading one case ended, as it may. */
export type Outcome = { kind: 'read' } | { kind: 'refused'; message: string };

/** How it must not: the parser is to be mended. */
export class Finding extends Error {}

export interface FuzzedParser {
  /** Also of its folder in corpus/. */
  name: string;
  /** Files to start from, beside its corpus; paths from the project's root. */
  seeds: readonly string[];
  /** Of a case; MOST_BYTES if absent. */
  mostBytes?: number;
  /** @throws Finding */
  run(bytes: Buffer): Promise<Outcome>;
}

export interface ParserEntry<T> {
  name: string;
  seeds: readonly string[];
  mostBytes?: number;
  parse(bytes: Buffer): T | Promise<T>;
  /** What holds of whatever it reads. @throws Error */
  check(value: T, bytes: Buffer): void | Promise<void>;
  /** Messages of errors that are no UsageErrors: another program of this project is at fault. */
  allowed?: RegExp;
}

export function defineParser<T>({ allowed, ...entry }: ParserEntry<T>): FuzzedParser {
  const { parse, check, ...description } = entry;
  return {
    ...description,
    async run(bytes) {
      const parsed = await attempt(() => parse(bytes));
      if ('error' in parsed) return { kind: 'refused', message: refusal(parsed.error, allowed) };
      const checked = await attempt(() => check(parsed.value, bytes));
      if ('error' in checked) throw finding('was read wrongly', checked.error);
      return { kind: 'read' };
    },
  };
}

type Attempt<T> = { value: T } | { error: unknown };

async function attempt<T>(action: () => T | Promise<T>): Promise<Attempt<T>> {
  try {
    return { value: await settled(action()) };
  } catch (error) {
    return { error };
  }
}

/** Far more than any case may take, busy machine included. */
const LATE_MS = 20_000;

/** A promise that nothing settles would wait for ever. */
async function settled<T>(promise: T | Promise<T>): Promise<T> {
  if (!(promise instanceof Promise)) return promise;
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Finding('never ends')), LATE_MS);
  });
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
}

const LONGEST_MESSAGE = 400;
const UNPRINTABLE = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/u;

/** The message of an error that is one line for a person. @throws Finding for any other */
export function refusal(error: unknown, allowed?: RegExp): string {
  if (error instanceof Finding) throw error;
  if (!(error instanceof Error)) throw finding('threw no error', error);
  const { message } = error;
  if (!(error instanceof UsageError) && !allowed?.test(message)) throw finding('threw', error);
  if (message.length >= LONGEST_MESSAGE) {
    throw new Finding(`a message of ${message.length} characters: ${message.slice(0, 200)}`);
  }
  if (UNPRINTABLE.test(message)) {
    throw new Finding(`an unprintable message: ${JSON.stringify(message)}`);
  }
  return message;
}

function finding(what: string, error: unknown): Finding {
  if (error instanceof Finding) return error;
  return new Finding(`${what}: ${describeError(error)}`, { cause: error });
}

/** With where it comes from; the first lines of a difference that a check shows. */
function describeError(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const message = error.message.split('\n').slice(0, 12).join(' | ').slice(0, 400);
  const place = /\((?:file:\/\/)?.*?((?:src|test)\/[^\s()]+)\)/.exec(error.stack ?? '')?.[1];
  return `${error.name}: ${message}${place === undefined ? '' : ` (${place})`}`;
}

/** What findings, or refusals, of the same kind have in common. */
export function kindOfMessage(message: string): string {
  return message
    .replace(/\/[\w./-]+/g, 'PATH')
    .replace(/"(?:[^"\\]|\\.)*"/g, '"…"')
    .replace(/\b(?:0x)?(?=[0-9a-f]*\d)[0-9a-f]+(?:\.\d+)?/gi, 'N')
    .slice(0, 160);
}
