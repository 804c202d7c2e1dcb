/** The boots of data/traces by name. */

import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

export interface RecordedBoot {
  id: string;
  description: string;
  file: string;
}

/** As far above this file in src/ as in dist/. */
const TRACES = new URL('../../data/traces/', import.meta.url);
/** The stem names the boot; `work` says that the recording counts the guest's work. */
const TRACE_NAME = /^(.+?)(?:\.work)?\.jsonl(?:\.gz)?$/;

/** By file stem. A recording without an entry is listed all the same. */
const DESCRIPTIONS: Readonly<Record<string, string>> = {
  'pc-kernel': 'SeaBIOS, Linux by -kernel and no disk; 3 SMIs, the fewest that a boot makes',
  'pc-virtioblk-grub': 'SeaBIOS, GRUB on a virtio-blk disk, Linux; 2703 SMIs',
  'pc-virtioblk-readloop': 'SeaBIOS, 256 BIOS reads of 16 sectors from virtio-blk; 661 SMIs',
  'q35-ahci-syslinux': 'SeaBIOS, syslinux on an AHCI disk, Linux; 1615 SMIs',
  'q35-ahcicd-isolinux': 'SeaBIOS, isolinux on an AHCI CD, Linux; 1205 SMIs',
  'q35-ovmf-secboot-kernel':
    'OVMF with SMM, Linux by -kernel; 418 SMIs from long mode, handled in long mode',
};

/** Names only: no recording is opened. */
export function recordedBoots(): RecordedBoot[] {
  return readdirSync(TRACES)
    .sort()
    .flatMap((name) => {
      const id = TRACE_NAME.exec(name)?.[1];
      if (id === undefined) return [];
      const file = fileURLToPath(new URL(name, TRACES));
      return [{ id, description: DESCRIPTIONS[id] ?? 'a recorded boot', file }];
    });
}
