import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readLayoutFromBtf } from '../../src/layout/btf.js';
import { readWritesFile } from '../../src/layout/files/writes-file.js';
import { temporaryFolder } from '../cli/temporary-folder.js';
import { BtfBuilder } from './btf-builder.js';
import { addBaseTypes } from './btf-samples.js';

const folder = temporaryFolder();
const btf = join(folder, 'test.btf');
const writes = join(folder, 'writes.json');
writeFileSync(btf, packetBtf());

/** A struct with what makes names hard: members of members, a union, bit-fields. */
function packetBtf(): Buffer {
  const builder = new BtfBuilder();
  const { int, long } = addBaseTypes(builder);
  const at = (name: string, type: number, offset: number) => ({ name, type, bits: 8 * offset });
  const stamp = builder.struct('stamp', 16, [at('seconds', long, 0), at('ns', long, 8)]);
  const halves = builder.struct('', 8, [at('lo', int, 0), at('hi', int, 4)]);
  builder.struct('packet', 40, [
    at('next', long, 0),
    at('stamp', stamp, 8),
    at('', builder.union('', 8, [at('cookie', long, 0), at('', halves, 0)]), 24),
    { name: 'cloned', type: int, bits: 256, width: 1 },
    { name: 'kind', type: int, bits: 257, width: 3 },
    at('length', int, 36),
  ]);
  return builder.build();
}

function layoutOf(fields: unknown) {
  writeFileSync(writes, JSON.stringify({ fields }));
  return readLayoutFromBtf({
    ...{ file: btf, struct: 'packet', roleOf: () => 'root' as const },
    writes: readWritesFile(writes),
  }).layout.fields.map(({ name, role, value }) => [
    name,
    role,
    ...(value === undefined ? [] : [value]),
  ]);
}

describe('a write set', () => {
  it('gives fields their roles, others are untouched', () => {
    expect(
      layoutOf({
        ...{ next: 'role-dependent', kind: 'constant', 'stamp.ns': 'metadata' },
        length: { role: 'constant', value: 1500 },
      }),
    ).toEqual([
      ['next', 'role-dependent'],
      ['stamp.seconds', 'untouched'],
      ['stamp.ns', 'metadata'],
      ['cookie', 'untouched'],
      ['cloned|kind', 'constant'],
      ['length', 'constant', 1500],
    ]);
  });

  it('names a member with members: it is one field', () => {
    expect(layoutOf({ stamp: 'zero-check' })[1]).toEqual(['stamp', 'zero-check']);
  });

  it("names one of a union's members: so it is read", () => {
    expect(layoutOf({ hi: 'constant' }).slice(3, 5)).toEqual([
      ['lo', 'untouched'],
      ['hi', 'constant'],
    ]);
  });

  it('may name all bit-fields of a byte, if they agree', () => {
    const roles = { cloned: 'constant', kind: 'constant' };
    expect(layoutOf(roles)[4]).toEqual(['cloned|kind', 'constant']);
    expect(layoutOf({ 'cloned|kind': 'constant' })[4]).toEqual(['cloned|kind', 'constant']);
    expect(() => layoutOf({ ...roles, kind: 'role-dependent' })).toThrow(
      `${writes}: "cloned" and "kind" share bytes: give them one role`,
    );
  });

  it.each<[string, Record<string, string>, string]>([
    ['unknown', { lenght: 'constant' }, 'unknown field "lenght": did you mean length?'],
    ['unknown in a member', { 'stamp.nsec': 'constant' }, 'did you mean stamp.ns'],
    [
      'part of another',
      { stamp: 'constant', 'stamp.ns': 'constant' },
      '"stamp.ns" is part of "stamp", which the file names too',
    ],
    [
      'on the bytes of another',
      { cookie: 'constant', lo: 'constant' },
      '"lo" has no bytes of its own: it is empty, or in a union with what the file names too',
    ],
  ])('cannot name what is %s', (_, fields, message) => {
    expect(() => layoutOf(fields)).toThrow(message);
  });
});

describe('a file of a write set', () => {
  const refusal = (text: string) => {
    writeFileSync(writes, text);
    return () => readWritesFile(writes);
  };

  it('may say why', () => {
    const text = '{"comment": "as alloc does", "fields": {"a": "constant"}}';
    expect(refusal(text)().fields).toEqual(new Map([['a', { role: 'constant' }]]));
  });

  it.each([
    ['{"fields": {}}', 'names no field'],
    [
      '{"fields": {"a": "constnat"}}',
      'is no valid write set: fields.a: expected a role: constant,',
    ],
    ['{"fields": {"a": {"role": "constant", "value": "x"}}}', 'is no valid write set: fields.a'],
    ['{"feilds": {}}', 'expected {"fields": {"NAME": "ROLE", ...}}'],
    ['{"fields": {"a": "constant"}, "\\u001b": 1}', 'there is no member "\\u001b"'],
    ['[]', 'is no valid write set: the document: '],
    ['{', 'is truncated'],
    ['', 'is empty'],
  ])('%s is refused', (text, message) => {
    expect(refusal(text)).toThrow(writes);
    expect(refusal(text)).toThrow(message);
  });
});
