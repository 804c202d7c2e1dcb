/** Layouts as files: written by `layout from-btf`, by hand, or by a search. */

import { z } from 'zod';
import { excerpt, UsageError } from '../../errors.js';
import { readJsonFile } from '../../json-file.js';
import { describeIssues } from '../../report/issues.js';
import { writeText } from '../../report/write.js';
import type { Layout, LayoutField } from '../types.js';
import { layoutProblems } from './layout-file-checks.js';
import { layoutMembers } from './layout-schema.js';
import { naturalAlignment } from './natural-alignment.js';

export const LAYOUT_SCHEMA = 'kvm-mmu-bench/layout/1';

export const layoutFileSchema = z.strictObject({
  schema: z.literal(LAYOUT_SCHEMA),
  ...layoutMembers,
});

export type LayoutDocument = z.infer<typeof layoutFileSchema>;

/** @throws UsageError, one line that names the file and each place in it, up to a few */
export function readLayoutFile(path: string): Layout {
  return layoutOf(parseLayout(path, readJsonFile(path)), path);
}

function parseLayout(path: string, json: unknown): LayoutDocument {
  checkSchemaName(path, json);
  const parsed = layoutFileSchema.safeParse(json);
  const problems = parsed.success
    ? layoutProblems(parsed.data)
    : parsed.error.issues.map(describeIssue);
  if (parsed.success && problems.length === 0) return parsed.data;
  throw new UsageError(`${path} is not a valid layout: ${firstOf(problems)}`);
}

function checkSchemaName(path: string, json: unknown): void {
  const isObject = typeof json === 'object' && json !== null;
  const found = isObject && 'schema' in json ? json.schema : undefined;
  if (found === LAYOUT_SCHEMA) return;
  const what = typeof found === 'string' ? `is ${excerpt(found)}` : 'has no schema name';
  throw new UsageError(`${path} ${what}: expected a layout, "schema": "${LAYOUT_SCHEMA}"`);
}

type Issue = z.ZodError['issues'][number];

/** The library would quote unknown members as they are, which may be any text of any length. */
function describeIssue(issue: Issue): string {
  if (issue.code !== 'unrecognized_keys') return describeIssues(new z.ZodError([issue]));
  const message = `there is no member ${excerpt(issue.keys[0] ?? '', 30)}`;
  return describeIssues(new z.ZodError([{ ...issue, message }]));
}

const SHOWN = 2;

function firstOf(problems: readonly string[]): string {
  const more = problems.length - SHOWN;
  return [...problems.slice(0, SHOWN), ...(more > 0 ? [`and ${more} more`] : [])].join('; ');
}

function layoutOf({ schema: _, fields, blocks, ...head }: LayoutDocument, file: string): Layout {
  return {
    ...head,
    origin: { kind: 'file', file },
    fields: ascending(fields),
    ...(blocks === undefined || blocks.length === 0 ? {} : { blocks: ascending(blocks) }),
  };
}

function ascending<T extends { offset: number }>(parts: readonly T[]): T[] {
  return [...parts].sort((one, other) => one.offset - other.offset);
}

/** What a file of this layout holds. */
export function layoutDocument(layout: Omit<Layout, 'origin'>): LayoutDocument {
  const { name, kernel, sizeBytes, phase, rootMmuOffset, fields, blocks } = layout;
  return {
    ...{ schema: LAYOUT_SCHEMA, name, kernel, sizeBytes, phase, rootMmuOffset },
    fields: fields.map(documentField),
    ...(blocks === undefined ? {} : { blocks }),
  };
}

/** With its alignment where that of its size would make a mistake of its offset. */
function documentField(field: LayoutField): LayoutDocument['fields'][number] {
  const { name, offset, sizeBytes, role, value } = field;
  const alignment =
    field.alignment ?? (offset % naturalAlignment(field) === 0 ? undefined : offset & -offset);
  return {
    ...{ name, offset, sizeBytes, role },
    ...(value === undefined ? {} : { value }),
    ...(alignment === undefined ? {} : { alignment }),
  };
}

/** A line a field: they are compared, and edited. */
export function layoutFileText(layout: Omit<Layout, 'origin'>): string {
  const { fields, blocks, ...head } = layoutDocument(layout);
  const members = [
    ...Object.entries(head).map(memberText),
    `"fields": ${listText(fields)}`,
    ...(blocks === undefined ? [] : [`"blocks": ${listText(blocks)}`]),
  ];
  return `{\n${members.map((member) => `  ${member}`).join(',\n')}\n}\n`;
}

function listText(parts: readonly object[]): string {
  const rows = parts.map((part) => `    { ${Object.entries(part).map(memberText).join(', ')} }`);
  return rows.length === 0 ? '[]' : `[\n${rows.join(',\n')}\n  ]`;
}

function memberText([key, value]: [string, unknown]): string {
  return `${JSON.stringify(key)}: ${JSON.stringify(value)}`;
}

/** @throws UsageError where it cannot be written */
export function writeLayoutFile(path: string, layout: Omit<Layout, 'origin'>): void {
  writeText(path, layoutFileText(layout));
}
