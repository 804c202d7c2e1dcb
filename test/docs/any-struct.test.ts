import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { layoutFileSchema } from '../../src/layout/files/layout-file.js';
import { readWritesFile } from '../../src/layout/files/writes-file.js';
import { temporaryFolder } from '../cli/temporary-folder.js';

const folder = temporaryFolder();
const text = readFileSync(
  fileURLToPath(new URL('../../docs/any-struct.md', import.meta.url)),
  'utf8',
);

it('the example is a write set as the program takes it', () => {
  const file = join(folder, 'writes.json');
  writeFileSync(file, /```json\n(.*?)```/s.exec(text)?.[1] ?? '');
  const { fields } = readWritesFile(file);
  expect(fields.get('users')).toEqual({ role: 'constant', value: 1 });
  // Each of them is in the shown output.
  for (const [name, { role }] of fields)
    expect(text).toMatch(new RegExp(`^ +${name} .* ${role} `, 'm'));
});

it('every role is explained', () => {
  const { options } = layoutFileSchema.shape.fields.element.shape.role;
  const rows = text.split('\n').filter((line) => /^\| `/.test(line));
  for (const role of options) expect(rows.some((row) => row.includes(`\`${role}\``))).toBe(true);
});
