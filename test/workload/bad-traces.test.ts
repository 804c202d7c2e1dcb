import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { UsageError } from '../../src/errors.js';
import { jsonl } from '../../src/workload/formats/jsonl.js';
import { openInput } from '../../src/workload/formats/open.js';
import { readTrace } from '../../src/workload/formats/read.js';
import { complaint, type essence, fixture, readChunks } from './trace-reading.js';

const text = fixture('seabios-two-smis.jsonl').toString('utf8');
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

const NAME = 'boot.jsonl';

async function parse(content: string) {
  return (await readChunks([content], { format: jsonl }, NAME)).events;
}

const complaintOf = (content: string) => complaint(parse(content));

describe('a good trace', () => {
  it('is read the same with and without a final newline, and with CRLF', async () => {
    const events = await parse(text);
    expect(events.map(({ kind }) => kind)).toEqual(['enter', 'rsm', 'enter', 'rsm']);
    expect(await parse(text.trimEnd())).toEqual(events);
    expect(await parse(text.replaceAll('\n', '\r\n'))).toEqual(events);
  });

  it('has its fields in the right places, and keeps those that it does not read', async () => {
    const [, , enter] = await parse(text);
    expect(enter).toEqual({
      kind: 'enter',
      registers: { cr0: 0x8000_0011, cr4: 0x30, efer: 0xd00, smm: false },
      controlWrites: { cr0: 45, cr3: 2, cr4: 1, msr: 31 },
      work: { instructions: 1_414_322, codeLines: 338, dataLines: 3911, pages: 99 },
      handler: null,
      vcpu: null,
      thread: null,
      line: 3,
      extra: expect.objectContaining({ cr3: '00000000', m: 'lm64', io: 1002, hp: 'a8000' }),
    });
  });

  it('may have a CR4 beyond 32 bits, of which the MMU sees the low half', async () => {
    const events = await parse(withField(3, 'cr4', '0000000100000030'));
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
  ])('%s', async (_, content, message) => {
    expect(await complaintOf(content)).toMatch(message);
  });

  it.each(['cr0', 'cr4', 'efer', 'ic', 'il', 'dl', 'dp', 'w0', 'w3', 'w4', 'wm'])(
    'without %s',
    async (field) => {
      const message = await complaintOf(withField(3, field, undefined));
      expect(message).toContain(`boot.jsonl:3: found no "${field}", expected "${field}" to be`);
    },
  );

  it.each(['', '0x11', 'g1', '-1', '11 ', 17, null, '00000000000000011'])(
    'cr0 = %j',
    async (value) => {
      expect(await complaintOf(withField(4, 'cr0', value))).toMatch(
        /^boot\.jsonl:4: found "cr0": .*, expected "cr0" to be a string of 1 to 16 hex digits$/,
      );
    },
  );

  it.each([-1, 1.5, '3', 2 ** 53, null])('w0 = %j', async (value) => {
    expect(await complaintOf(withField(4, 'w0', value))).toMatch(
      /^boot\.jsonl:4: found "w0": .*, expected "w0" to be a whole number, 0 or more$/,
    );
  });

  it('cutting a very long one in the message', async () => {
    expect((await complaintOf('x'.repeat(10_000))).length).toBeLessThan(120);
  });
});

describe('a state that no CPU can be in is refused', () => {
  it.each([
    ['cr0', '80000010', 'CR0.PG without CR0.PE'],
    ['efer', '0000000000000900', 'EFER.LMA clear'],
    ['cr0', '00000011', 'EFER.LMA set'],
    ['cr4', '00000010', 'EFER.LMA without CR4.PAE'],
  ])('%s = %s: %s', async (field, value, found) => {
    expect(await complaintOf(withField(3, field, value))).toContain(
      `boot.jsonl:3: found ${found}, exp`,
    );
  });
});

describe('a handler that fits no known firmware is refused', () => {
  it('on its RSM, where the writes of the handler are', async () => {
    expect(await complaintOf(withField(2, 'w4', 1))).toContain(
      'boot.jsonl:2: found an SMI handler with w0=1 w3=0 w4=1 wm=0, expected w3=0 w4=0 (flat',
    );
  });

  it('and where it is assumed beside being recorded', async () => {
    expect(await complaintOf(withField(2, 'h', 'flat'))).toContain(
      'boot.jsonl:2: found "h": "flat" beside "w0 w3 w4 wm", expected what is assumed or what is rec',
    );
    expect(await complaintOf(withField(2, 'h', 'x'))).toContain(
      'expected "h" to be "flat" or "ovmf"',
    );
  });

  it('but not for what the guest wrote before an SMI', async () => {
    expect(await parse(withField(3, 'w0', 3))).toHaveLength(4);
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
  ])('%s', async (_, content, message) => {
    expect(await complaintOf(content)).toContain(message);
  });
});

describe('fields of one group', () => {
  const lineless = (...fields: string[]) =>
    lines.map((line) => {
      const kept = Object.entries(JSON.parse(line)).filter(([name]) => !fields.includes(name));
      return JSON.stringify(Object.fromEntries(kept));
    });
  const WORK = ['ic', 'il', 'dl', 'dp'];
  const WRITES = ['w0', 'w3', 'w4', 'wm'];

  it('may all be missing: then the work, or what the handler wrote, is unknown', async () => {
    const workless = await parse(lineless(...WORK).join('\n'));
    expect(workless.map(({ work }) => work)).toEqual([null, null, null, null]);
    expect(workless[1]?.controlWrites).toEqual({ cr0: 1, cr3: 0, cr4: 0, msr: 0 });
    const writeless = await parse(lineless(...WRITES).join('\n'));
    expect(writeless.map(({ controlWrites }) => controlWrites)).toEqual([null, null, null, null]);
    expect(writeless[1]?.work?.instructions).toBe(320);
  });

  it('missing from some lines only are lost, and refused', async () => {
    for (const [group, found] of [
      [WORK, 'no "ic", "il", "dl", "dp", expected them, as in line 1'],
      [WRITES, 'no "w0", "w3", "w4", "wm", expected them, as in line 1'],
    ] as const) {
      const mixed = [...lines.slice(0, 2), ...lineless(...group).slice(2)];
      expect(await complaintOf(mixed.join('\n'))).toBe(`${NAME}:3: found ${found}`);
      const other = [...lineless(...group).slice(0, 2), ...lines.slice(2)];
      expect(await complaintOf(other.join('\n'))).toContain(', expected none, as in line 1');
    }
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

  async function readFile(file: string) {
    const events: Parameters<typeof essence>[0][number][] = [];
    await readTrace(await openInput(file), {}, (pairs) => {
      events.push(...pairs);
    });
    return events;
  }

  it('is read whether gzipped or not, whatever its name', async () => {
    const expected = await parse(text);
    expect(await readFile(put('plain.jsonl', text))).toEqual(expected);
    expect(await readFile(put('packed.jsonl.gz', packed))).toEqual(expected);
    expect(await readFile(put('packed-misnamed.jsonl', packed))).toEqual(expected);
  });

  it('may be gzipped in pieces, one after the other', async () => {
    const pieces = [text.slice(0, 300), text.slice(300)].map((piece) => gzipSync(piece));
    const file = put('pieces.jsonl.gz', Buffer.concat(pieces));
    expect(await readFile(file)).toEqual(await parse(text));
  });

  it('is named in the message', async () => {
    const file = put('bad.jsonl', '{oops');
    expect(await complaint(readFile(file))).toContain(`${file}:1: found "{oops"`);
  });

  it('that was cut off while gzipped is refused wherever the cut is', async () => {
    for (let length = 2; length < packed.length; length++) {
      const file = put('cut.jsonl.gz', packed.subarray(0, length));
      expect(await complaint(readFile(file))).toMatch(
        /cut\.jsonl\.gz:\d: found the end of a truncated gzip file, expected the rest of it$/,
      );
    }
  });

  it('that was cut off names the line in which it ends', async () => {
    // Without its checksum all of the text is there, up to the end of the fourth line.
    const file = put('tail.jsonl.gz', packed.subarray(0, -8));
    expect(await complaint(readFile(file))).toContain('tail.jsonl.gz:5: found the end');
  });

  it('with damaged gzip data is refused', async () => {
    const damaged = Uint8Array.from(packed);
    damaged[damaged.length - 6] = (damaged[damaged.length - 6] ?? 0) ^ 0xff;
    const file = put('damaged.jsonl.gz', damaged);
    expect(await complaint(readFile(file))).toMatch(
      /damaged\.jsonl\.gz:\d: found damaged gzip data \(.*\), expected an intact file$/,
    );
  });

  it('that does not exist or is a directory is a usage error', async () => {
    mkdirSync(join(folder, 'a-directory'));
    const absent = join(folder, 'absent.jsonl');
    await expect(readFile(absent)).rejects.toThrow(
      new UsageError(`cannot read trace ${absent}: no such file`),
    );
    await expect(readFile(join(folder, 'a-directory'))).rejects.toThrow('it is a directory');
  });
});
