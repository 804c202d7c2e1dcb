/**
 * The files of test/fixtures/btf, which the fuzzers start from. Written anew by
 *
 *     npx tsx test/layout/btf-fixtures.ts
 */

import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { kernelAndModule, kvmBtf } from './btf-samples.js';
import { elfFile } from './elf-builder.js';

export const BTF_FIXTURES = fileURLToPath(new URL('../fixtures/btf/', import.meta.url));

/** By name. */
export function btfFixtures(): Map<string, Buffer> {
  const { kernel, module } = kernelAndModule();
  const kindLengths = Array.from({ length: 20 }, (): [number, number] => [0, 0]);
  const section = { name: '.BTF', content: kvmBtf({ littleEndian: false }).build() };
  return new Map([
    ['kernel.btf', kernel.build()],
    ['module.btf', module.build()],
    ['kvm.btf', kvmBtf().build()],
    ['kvm-big-endian.btf', kvmBtf({ littleEndian: false }).build()],
    ['kvm-kind-lengths.btf', kvmBtf({ kindLengths }).build()],
    ['kvm-32-big-endian.o', elfFile([section], { bits: 32, littleEndian: false })],
    [
      'kvm-packed.o',
      elfFile([{ name: '.BTF', content: kvmBtf().build(), isCompressed: true }], {
        ...{ bits: 64, littleEndian: true },
      }),
    ],
    [
      'module-with-base.ko',
      elfFile(
        [
          { name: '.BTF', content: module.build() },
          { name: '.BTF.base', content: kernel.build() },
        ],
        { bits: 64, littleEndian: true },
      ),
    ],
  ]);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  for (const [name, content] of btfFixtures()) writeFileSync(BTF_FIXTURES + name, content);
}
