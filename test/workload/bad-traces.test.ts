import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { UsageError } from '../../src/errors.js';
import { parseTrace, readTrace } from '../../src/workload/trace.js';
import { TraceError } from '../../src/workload/trace-error.js';

const GOOD = new URL('../fixtures/traces/seabios-two-smis.jsonl', import.meta.url);
const text = readFileSync(GOOD, 'utf8');
const lines = text.trimEnd().split('\n');

/** The four good lines with one field of one of them changed; undefined removes it. */
function withField(line: number, field: string, value: unknown): string {
  const changed: Record<string, unknown> = JSON.parse(lines[line - 1] ?? '');
  changed[field] = value;
  return lines.map((each, i) => (i === line - 1 ? JSON.stringify(changed) : each)).join('\n');
}

function only(...numbers: number[]): string {
  return numbers.map((number) => `${lines[number - 1]}\n`).join('');
}

/** The message of a TraceError, checked to be one line. */
function complaint(read: () => unknown): string {
  try {
    read();
  } catch (error) {
    if (!(error instanceof TraceError)) throw error;
    expect(error).toBeInstanceOf(UsageError);
    expect(error.exitCode).toBe(2);
    expect(error.message).not.toContain('\n');
    return error.message;
  }
  throw new Error('no error, expected a TraceError');
}

const complaintOf = (content: string) => complaint(() => parseTrace(content, 'boot.jsonl'));

describe('a good trace', () => {
  it('is read the same with and without a final newline, and with CRLF', () => {
    const events = parseTrace(text, 'boot.jsonl');
    expect(events.map(({ kind }) => kind)).toEqual(['enter', 'rsm', 'enter', 'rsm']);
    expect(parseTrace(text.trimEnd(), 'boot.jsonl')).toEqual(events);
    expect(parseTrace(text.replaceAll('\n', '\r\n'), 'boot.jsonl')).toEqual(events);
  });

  it('has its fields in the right places', () => {
    expect(parseTrace(text, 'boot.jsonl')[2]).toEqual({
      kind: 'enter',
      registers: { cr0: 0x8000_0011, cr4: 0x30, efer: 0xd00, smm: false },
      controlWrites: { cr0: 45, cr3: 2, cr4: 1, msr: 31 },
      work: { instructions: 1_414_322, codeLines: 338, dataLines: 3911, pages: 99 },
    });
  });

  it('may have a CR4 beyond 32 bits, of which the MMU sees the low half', () => {
    const events = parseTrace(withField(3, 'cr4', '0000000100000030'), 'boot.jsonl');
    expect(events[2]?.registers.cr4).toBe(0x30);
  });
});

describe('a bad line is refused with its number', () => {
  it.each([
    ['broken JSON', `${only(1)}{"t":"rsm","cr0":"0000`, /^boot\.jsonl:2: found "\{\\"t\\":/],
    ['an empty line', `${only(1)}\n${only(2)}`, /^boot\.jsonl:2: found "", expected one JSON obj/],
    ['a line that is no object', '[1]\n', /^boot\.jsonl:1: found "\[1\]", expected one JSON obje/],
    ['null', 'null', /^boot\.jsonl:1: found "null", expected one JSON object$/],
    ['an unknown t', withField(2, 't', 'exit'), /:2: found "t": .*exit.*, expected "t" to be "ent/],
    ['no t', withField(1, 't', undefined), /:1: found no "t", expected "t" to be/],
  ])('%s', (_, content, message) => {
    expect(complaintOf(content)).toMatch(message);
  });

  it.each(['cr0', 'cr4', 'efer', 'ic', 'il', 'dl', 'dp', 'w0', 'w3', 'w4', 'wm'])(
    'without %s',
    (field) => {
      const message = complaintOf(withField(3, field, undefined));
      expect(message).toContain(`boot.jsonl:3: found no "${field}", expected "${field}" to be`);
    },
  );

  it.each(['', '0x11', 'g1', '-1', '11 ', 17, null, '00000000000000011'])('cr0 = %j', (value) => {
    expect(complaintOf(withField(4, 'cr0', value))).toMatch(
      /^boot\.jsonl:4: found "cr0": .*, expected "cr0" to be a string of 1 to 16 hex digits$/,
    );
  });

  it.each([-1, 1.5, '3', 2 ** 53, null])('w0 = %j', (value) => {
    expect(complaintOf(withField(4, 'w0', value))).toMatch(
      /^boot\.jsonl:4: found "w0": .*, expected "w0" to be a whole number, 0 or more$/,
    );
  });

  it('cutting a very long one in the message', () => {
    expect(complaintOf('x'.repeat(10_000)).length).toBeLessThan(120);
  });
});

describe('a state that no CPU can be in is refused', () => {
  it.each([
    ['cr0', '80000010', 'CR0.PG without CR0.PE'],
    ['efer', '0000000000000900', 'EFER.LMA clear'],
    ['cr0', '00000011', 'EFER.LMA set'],
    ['cr4', '00000010', 'EFER.LMA without CR4.PAE'],
  ])('%s = %s: %s', (field, value, found) => {
    expect(complaintOf(withField(3, field, value))).toContain(`boot.jsonl:3: found ${found}, exp`);
  });
});

describe('a handler that fits no known firmware is refused', () => {
  it('on its RSM, where the writes of the handler are', () => {
    expect(complaintOf(withField(2, 'w4', 1))).toContain(
      'boot.jsonl:2: found an SMI handler with w0=1 w3=0 w4=1 wm=0, expected w3=0 w4=0 (flat',
    );
  });

  it('but not for what the guest wrote before an SMI', () => {
    expect(parseTrace(withField(3, 'w0', 3), 'boot.jsonl')).toHaveLength(4);
  });
});

describe('a trace whose lines do not go together is refused', () => {
  it.each([
    ['nothing in it', '', 'boot.jsonl: found no records, expected at least one "enter" and its'],
    ['an rsm first', only(2), ':1: found "rsm" at the start, expected "enter" there'],
    ['two enters', only(1, 3, 4), ':2: found "enter" after "enter", expected "rsm" there'],
    ['two rsms', only(1, 2, 4), ':3: found "rsm" after "rsm", expected "enter" there'],
    ['an enter last', only(1, 2, 3), ':3: found an "enter" at the end, expected an "rsm" after it'],
    [
      'fewer instructions',
      withField(3, 'ic', 9),
      ':3: found "ic": 9, expected at least the 437598',
    ],
  ])('%s', (_, content, message) => {
    expect(complaintOf(content)).toContain(message);
  });
});

describe('a file', () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'kvm-mmu-bench-trace-'));
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  function put(name: string, content: string | Uint8Array): string {
    const file = join(folder, name);
    writeFileSync(file, content);
    return file;
  }

  const packed = gzipSync(text);
  const expected = parseTrace(text, '');

  it('is read whether gzipped or not, whatever its name', () => {
    expect(readTrace(put('plain.jsonl', text))).toEqual(expected);
    expect(readTrace(put('packed.jsonl.gz', packed))).toEqual(expected);
    expect(readTrace(put('packed-misnamed.jsonl', packed))).toEqual(expected);
  });

  it('is named in the message', () => {
    const file = put('bad.jsonl', 'oops');
    expect(complaint(() => readTrace(file))).toContain(`${file}:1: found "oops"`);
  });

  it('that was cut off while gzipped is refused wherever the cut is', () => {
    for (let length = 2; length < packed.length; length++) {
      const file = put('cut.jsonl.gz', packed.subarray(0, length));
      expect(complaint(() => readTrace(file))).toMatch(
        /cut\.jsonl\.gz:\d: found the end of a truncated gzip file, expected the rest of it$/,
      );
    }
  });

  it('that was cut off names the line in which it ends', () => {
    // Without its checksum all of the text is there, up to the end of the fourth line.
    const file = put('tail.jsonl.gz', packed.subarray(0, -8));
    expect(complaint(() => readTrace(file))).toContain('tail.jsonl.gz:5: found the end');
  });

  it('with damaged gzip data is refused', () => {
    const damaged = Uint8Array.from(packed);
    damaged[damaged.length - 6] = (damaged[damaged.length - 6] ?? 0) ^ 0xff;
    const file = put('damaged.jsonl.gz', damaged);
    expect(complaint(() => readTrace(file))).toContain('damaged.jsonl.gz: found damaged gzip data');
  });

  it('that unpacks to more than any boot is refused before it fills the memory', () => {
    const mebibytes16 = gzipSync(Buffer.alloc(16 * 1024 * 1024));
    const file = put('bomb.jsonl.gz', Buffer.concat(Array(17).fill(mebibytes16)));
    expect(complaint(() => readTrace(file))).toContain('more than 256 MiB of text');
  });

  it('that does not exist or is a directory is a usage error', () => {
    mkdirSync(join(folder, 'a-directory'));
    const absent = join(folder, 'absent.jsonl');
    expect(() => readTrace(absent)).toThrow(
      new UsageError(`cannot read trace ${absent}: no such file`),
    );
    expect(() => readTrace(join(folder, 'a-directory'))).toThrow('it is a directory');
  });
});
