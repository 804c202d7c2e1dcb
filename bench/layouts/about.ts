/** What docs/layouts.md says before its maps. */

import { LAYOUT_SCHEMA } from '../../src/layout/files/layout-file.js';
import { bullets, code, heading, paragraph } from '../findings/markdown.js';

/** Blocks of Markdown. */
export const ABOUT: readonly string[] = [
  paragraph(
    'Made by `npm run layouts` from what the compiled code is seen to write; a test holds this page to it. Do not ' +
      'edit it.',
  ),
  paragraph(
    'A layout is one arrangement of `struct kvm_mmu`: fields, their offsets and sizes, and the struct’s *phase*, the ' +
      'place of its first byte in its cache line. Both decide how many lines a reset dirties.',
  ),
  heading(2, 'The commands'),
  code([
    'kvm-mmu-bench layout show v5.16             # line by line: fields, holes, who writes which bytes',
    'kvm-mmu-bench layout show v5.16 --phase 0   # the same struct elsewhere in its line',
    'kvm-mmu-bench layout diff v5.16 v5.17       # what moved, and the lines dirtied before and after',
    'kvm-mmu-bench layout check live             # is the running kernel’s struct as the built-in one?',
  ]),
  paragraph(
    'Each takes a built-in layout’s name, a layout file, or `live`, which is read from the running kernel’s BTF. A ' +
      'name with `/` in it, or that ends in `.json`, is a file’s; any other is a file’s only where no layout has it. ' +
      'With `--json` they print one document.',
  ),
  paragraph(
    '`layout check` compares with the built-in layout of the newest version that is not newer than the kernel, or with ' +
      'the one that `--against` names. It ends with 0 where both are the same, 1 where they differ, 2 for an error. A ' +
      'difference is a field missing, added, moved or resized, the struct’s size, its phase, or the place of ' +
      '`root_mmu`. Distributions move fixes between versions: a difference is news, no mistake.',
  ),
  heading(2, 'Layout files'),
  paragraph(
    '[v5.16-reordered.json](../examples/layouts/v5.16-reordered.json) is one: the fields of v5.16 with all that a ' +
      'reset writes together, from a line’s start. `layout diff v5.16 examples/layouts/v5.16-reordered.json` says what ' +
      'that would spare. A file is JSON:',
  ),
  bullets([
    `\`schema\`: \`${LAYOUT_SCHEMA}\`.`,
    '`name`: as results call it; what is measured must not be called as a built-in layout.',
    '`kernel`: as `uname -r` says it, or null; `layout check` goes by it. May be left out.',
    '`sizeBytes`: 1 to 4096.',
    '`phase`: 0 to 63. What is measured lies at a multiple of 8; any other misaligns pointers, which is said.',
    '`rootMmuOffset`: of `root_mmu` in `struct kvm_vcpu`, or null. May be left out.',
    '`fields`: in any order, none over another, each with `name`, `offset`, `sizeBytes` and `role`. 8 bytes are taken ' +
      'for a pointer, which is at a multiple of 8; a smaller `alignment` says that they are none.',
    '`blocks`: members that are structs or unions, with `name`, `offset`, `sizeBytes` and `alignment`: the fields in ' +
      'one, and bytes in it that are no field’s, can only be moved together. None over another, and each has all of a ' +
      'field or nothing. May be left out.',
  ]),
  paragraph('The role says who writes the field:'),
  bullets([
    '`constant`: every reset stores the same. With `value`, that number: of 1, 2, 4 or 8 bytes, as one store has room ' +
      'for it (32 bits, sign-extended to 8 bytes).',
    '`role-dependent`: every reset stores it, what depends on the guest’s state.',
    '`zero-check`: rebuilt by every full reset, as `shadow_zero_check`.',
    '`metadata`: rebuilt only while the guest has paging on.',
    '`root`: the page-table roots, which are not a reset’s.',
    '`untouched`: not a reset’s either.',
  ]),
  paragraph(
    'A reset that writes nothing can be shown, not measured. A mistake is told with its place, as in `fields[3] ' +
      '"sync_page": bytes 32..39 overlap fields[2] "gva_to_gpa", 32..39`.',
  ),
];
