/** `layout from-btf`: a struct of a kernel, or of any program, as its debug information has it. */

import type { Command } from 'commander';
import { excerpt, UsageError } from '../../../errors.js';
import { loadAddon } from '../../../host/addon.js';
import type { Btf } from '../../../layout/btf/btf.js';
import { NoBtfError } from '../../../layout/btf/btf-error.js';
import { structNames } from '../../../layout/btf/find.js';
import { KERNEL_BTF, openBtf } from '../../../layout/btf/open.js';
import { type BtfRequest, KVM_MMU, readLayoutFromBtf } from '../../../layout/btf.js';
import {
  type LayoutDocument,
  layoutDocument,
  layoutFileSchema,
  writeLayoutFile,
} from '../../../layout/files/layout-file.js';
import { layoutProblems } from '../../../layout/files/layout-file-checks.js';
import { readWritesFile } from '../../../layout/files/writes-file.js';
import { kvmRoleOf, type RoleOf } from '../../../layout/kvm-roles.js';
import { withBtfOfDwarf } from '../../../layout/pahole.js';
import type { Layout } from '../../../layout/types.js';
import { describeIssues } from '../../../report/issues.js';
import { btfReport } from '../../../report/layout-btf.js';
import { textOptions } from '../../../report/tables.js';
import { printable } from '../../../report/text.js';
import { interruptible } from '../../interruptible.js';
import { printJson, printMessage, printText, runCommand, wantsColour } from '../../output.js';
import { checkOutputFile } from '../../output-file.js';
import { typedBeside } from '../../typed-options.js';

interface Options {
  base?: string;
  struct: string;
  writes?: string;
  container?: string;
  kernel?: string;
  name?: string;
  output?: string;
  list?: true;
  json?: true;
}

export function addFromBtf(layout: Command): void {
  layout
    .command('from-btf')
    .argument('[file]', 'BTF, or an ELF file with it, or with DWARF; else the running kernel')
    .description("read a struct's layout from a kernel's debug information")
    .option('--base <file>', 'what the BTF of a module builds on: its vmlinux')
    .option('--struct <name>', 'which struct', KVM_MMU)
    .option('--writes <file>', 'JSON: which fields a reset of it writes, with their roles')
    .option('--container <path>', 'STRUCT.member that it is, for its phase')
    .option('--kernel <release>', 'whose it is, as uname -r says it')
    .option('--name <name>', "the layout's name")
    .option('-o, --output <file>', 'write a layout file')
    .option('--list', 'print the names of all structs instead')
    .option('--json', 'print the layout file as JSON and nothing else')
    .action(runCommand(fromBtf));
}

async function fromBtf(file: string | undefined, options: Options, command: Command) {
  const { base, output, writes, list, json } = options;
  if (list) refuseBesideList(command);
  if (output !== undefined) {
    const inputs = [file, base, writes].flatMap((each) => each ?? []);
    checkOutputFile(output, inputs, '--output');
  }
  if (list) {
    printStructs(
      await withBtf(file, (btf) => openBtf(btf ?? KERNEL_BTF, base ?? null, file)),
      json,
    );
    return undefined;
  }
  const request = requestOf(file, options);
  const { layout, notes } = await withBtf(file, (btf) =>
    readLayoutFromBtf({ ...request, file: btf }),
  );
  for (const note of notes) printMessage(note);
  print(layout, output, json);
  return undefined;
}

/** Rather than to take no notice of them. */
function refuseBesideList(command: Command): void {
  const others = typedBeside(command, ['list', 'base', 'json']);
  if (others.length > 0) {
    throw new UsageError(`--list prints all structs: leave out ${others.join(', ')}`);
  }
}

function requestOf(file: string | undefined, options: Options): BtfRequest {
  const { base, struct, writes, container, kernel, name } = options;
  return {
    ...{ shownAs: file, struct, roleOf: builtInRole() },
    ...{ base: base ?? null, container: container ?? null, kernel: kernel ?? null },
    writes: writes === undefined ? null : readWritesFile(writes),
    ...(name === undefined ? {} : { name }),
  };
}

/** Other structs than KVM's need no native code. */
function builtInRole(): RoleOf {
  let known: RoleOf | null = null;
  return (name) => {
    known ??= kvmRoleOf(loadAddon().registry());
    return known(name);
  };
}

/** @param read is given the file, or one with BTF made of its DWARF; null: the running kernel's */
async function withBtf<T>(file: string | undefined, read: (file: string | null) => T): Promise<T> {
  try {
    return read(file ?? null);
  } catch (error) {
    if (!(error instanceof NoBtfError && error.hasDwarf && error.file === file)) throw error;
    const onStart = () => printMessage('no BTF in it: pahole makes some of its DWARF');
    return withBtfOfDwarf(error.file, { signal: interruptible(), onStart }, read);
  }
}

function printStructs(btf: Btf, json: true | undefined): void {
  const structs = structNames(btf);
  const lines = structs.map(({ name, sizeBytes }) => `${printable(name)}  ${sizeBytes}`);
  if (json) printJson(structs);
  else printText(lines.join('\n'));
}

function print(layout: Layout, output: string | undefined, json: true | undefined): void {
  const document = json || output !== undefined ? checkedDocument(layout) : null;
  if (output !== undefined) {
    writeLayoutFile(output, layout);
    printMessage(`wrote ${output}`);
  }
  if (json) printJson(document);
  else {
    printText(btfReport(layout, textOptions(process.stdout.columns, wantsColour(process.stdout))));
  }
}

/** What a layout file's own reader will make of it: values may not fit, the struct be too large. */
function checkedDocument(layout: Layout): LayoutDocument {
  const document = layoutDocument(layout);
  const parsed = layoutFileSchema.safeParse(document);
  const [problem] = parsed.success ? layoutProblems(document) : [describeIssues(parsed.error)];
  if (problem === undefined) return document;
  throw new UsageError(`${excerpt(layout.name)} makes no layout file: ${problem}`);
}
