/** Layout files as tests need them: a small right one, and any random ones. */

import fc from 'fast-check';
import type { FieldRole } from '../../../src/host/native-programs.js';
import { LAYOUT_SCHEMA, type LayoutDocument } from '../../../src/layout/files/layout-file.js';

export type DocumentField = LayoutDocument['fields'][number];

export const ROLES: readonly FieldRole[] = [
  ...(['constant', 'role-dependent', 'zero-check', 'metadata', 'root', 'untouched'] as const),
];

export function documentField(
  name: string,
  offset: number,
  sizeBytes: number,
  role: FieldRole = 'untouched',
  more: Pick<DocumentField, 'value' | 'alignment'> = {},
): DocumentField {
  return { ...{ name, offset, sizeBytes, role }, ...more };
}

/** 64 bytes at phase 16: a pointer, a role, two bytes, an array, a hole of 6 behind the bytes. */
export function layoutFile(changes: Partial<LayoutDocument> = {}): LayoutDocument {
  return {
    ...{ schema: LAYOUT_SCHEMA, name: 'mine', kernel: '6.18.3', sizeBytes: 64 },
    ...{ phase: 16, rootMmuOffset: 656 },
    fields: [
      documentField('handler', 0, 8, 'constant', { value: 0x7000_1000 }),
      documentField('role', 8, 8, 'role-dependent'),
      documentField('level', 16, 1, 'constant'),
      documentField('direct', 17, 1, 'constant', { value: 1 }),
      documentField('roots', 24, 40, 'root'),
    ],
    ...changes,
  };
}

const span = fc.record({
  gap: fc.nat(9),
  sizeBytes: fc.integer({ min: 1, max: 90 }),
  role: fc.constantFrom(...ROLES),
});

/** Of fields one behind the other, aligned, in any order; numbers within what a file may have. */
export const layoutFiles: fc.Arbitrary<LayoutDocument> = fc
  .record({
    spans: fc.array(span, { maxLength: 12 }),
    rest: fc.integer({ min: 1, max: 20 }),
    phase: fc.nat(63),
    name: fc.string({ minLength: 1, maxLength: 20 }),
    kernel: fc.option(fc.string({ maxLength: 20 })),
    rootMmuOffset: fc.option(fc.nat(9000)),
  })
  .chain(({ spans, rest, ...head }) => {
    let at = 0;
    const fields = spans.map(({ gap, sizeBytes, role }, index) => {
      const step = sizeBytes === 8 ? 8 : 1;
      const offset = Math.ceil((at + gap) / step) * step;
      at = offset + sizeBytes;
      return documentField(`field_${index}`, offset, sizeBytes, role);
    });
    return fc
      .shuffledSubarray(fields, { minLength: fields.length })
      .map((shuffled) => layoutFile({ ...head, sizeBytes: at + rest, fields: shuffled }));
  });
