/** Which of llvm-mca's CPU models is this host's, or the nearest older one of its vendor. */

import type { NativeHost } from '../host/native.js';

type Identity = Pick<NativeHost, 'cpuVendor' | 'family' | 'model' | 'stepping'>;

export interface CpuModel {
  /** As -mcpu= takes it. */
  name: string;
  /** Null where that is the host's own, else why it is another. */
  note: string | null;
}

/** Of one vendor and one line of cores, a generation; the list below has each line from old to new. */
interface Generation {
  name: string;
  line: string;
  is(cpu: Identity): boolean;
}

const AMD = ['AuthenticAMD', 'HygonGenuine'];
const INTEL = ['GenuineIntel'];

function amd(name: string, family: number, isModel: (model: number) => boolean): Generation {
  return {
    name,
    line: name === 'btver2' ? 'AMD small' : 'AMD',
    is: (cpu) => AMD.includes(cpu.cpuVendor) && cpu.family === family && isModel(cpu.model),
  };
}

const within = (...ranges: readonly (readonly [low: number, high: number])[]) => {
  return (model: number) => ranges.some(([low, high]) => model >= low && model <= high);
};
const any = within([0, 0xff]);

function intel(name: string, models: readonly number[], line = 'Intel'): Generation {
  return {
    name,
    line,
    is: ({ cpuVendor, family, model }) =>
      INTEL.includes(cpuVendor) && family === 6 && models.includes(model),
  };
}

/** Three generations share a model number. */
function skylakeServer(name: string, low: number, high: number): Generation {
  const generation = intel(name, [0x55]);
  const is = (cpu: Identity) => generation.is(cpu) && cpu.stepping >= low && cpu.stepping <= high;
  return { ...generation, is };
}

const SMALL = 'Intel small';

/** Families and models as the vendors publish them; names as LLVM has them. */
const GENERATIONS: readonly Generation[] = [
  amd('amdfam10', 0x10, any),
  amd('bdver1', 0x15, within([0x00, 0x01])),
  amd('bdver2', 0x15, within([0x02, 0x02], [0x10, 0x1f])),
  amd('bdver3', 0x15, within([0x30, 0x3f])),
  amd('bdver4', 0x15, within([0x60, 0x7f])),
  amd('btver2', 0x16, any),
  amd('znver1', 0x17, within([0x00, 0x2f])),
  amd('znver1', 0x18, any),
  amd('znver2', 0x17, within([0x30, 0xff])),
  amd('znver3', 0x19, within([0x00, 0x0f], [0x20, 0x5f])),
  amd('znver4', 0x19, within([0x10, 0x1f], [0x60, 0xaf])),
  amd('znver5', 0x1a, any),
  intel('nehalem', [0x1a, 0x1e, 0x1f, 0x2e]),
  intel('westmere', [0x25, 0x2c, 0x2f]),
  intel('sandybridge', [0x2a, 0x2d]),
  intel('ivybridge', [0x3a, 0x3e]),
  intel('haswell', [0x3c, 0x3f, 0x45, 0x46]),
  intel('broadwell', [0x3d, 0x47, 0x4f, 0x56]),
  intel('skylake', [0x4e, 0x5e, 0x8e, 0x9e, 0xa5, 0xa6]),
  skylakeServer('skylake-avx512', 0, 4),
  skylakeServer('cascadelake', 5, 9),
  skylakeServer('cooperlake', 10, 15),
  intel('cannonlake', [0x66]),
  intel('icelake-client', [0x7d, 0x7e]),
  intel('icelake-server', [0x6a, 0x6c]),
  intel('tigerlake', [0x8c, 0x8d]),
  intel('rocketlake', [0xa7]),
  intel('alderlake', [0x97, 0x9a]),
  intel('sapphirerapids', [0x8f]),
  intel('raptorlake', [0xb7, 0xba, 0xbf]),
  intel('meteorlake', [0xaa, 0xac]),
  intel('emeraldrapids', [0xcf]),
  intel('graniterapids', [0xad]),
  intel('graniterapids-d', [0xae]),
  intel('silvermont', [0x37, 0x4a, 0x4c, 0x4d, 0x5a, 0x5d], SMALL),
  intel('goldmont', [0x5c, 0x5f], SMALL),
  intel('goldmont-plus', [0x7a], SMALL),
  intel('tremont', [0x86, 0x8a, 0x96, 0x9c], SMALL),
  intel('gracemont', [0xbe], SMALL),
  intel('sierraforest', [0xaf], SMALL),
];

/** Any x86-64. */
const GENERIC = 'x86-64';

/** @param known names that this llvm-mca has a model for */
export function cpuModelFor(host: Identity, known: readonly string[]): CpuModel {
  const own = GENERATIONS.find((generation) => generation.is(host));
  if (own !== undefined) return nearest(own, known);
  const { cpuVendor, family, model } = host;
  const line = AMD.includes(cpuVendor) ? 'AMD' : INTEL.includes(cpuVendor) ? 'Intel' : null;
  const newest = GENERATIONS.filter((each) => each.line === line && known.includes(each.name));
  const name = newest.at(-1)?.name ?? GENERIC;
  const identity = `${cpuVendor} family ${family} model ${model}`;
  return { name, note: `no generation is known for ${identity}: ${name} is the nearest guess` };
}

function nearest(own: Generation, known: readonly string[]): CpuModel {
  if (known.includes(own.name)) return { name: own.name, note: null };
  const older = GENERATIONS.slice(0, GENERATIONS.indexOf(own)).filter(
    ({ line, name }) => line === own.line && known.includes(name),
  );
  const name = older.at(-1)?.name ?? GENERIC;
  return { name, note: `this llvm-mca has no model of ${own.name}, the host's: ${name} is older` };
}

/** Names in what `llvm-mca -mcpu=help` prints. */
export function parseKnownCpus(help: string): string[] {
  return [...help.matchAll(/^ {2}(\S+) +- Select the \1 processor\.$/gm)].flatMap(
    ([, name]) => name ?? [],
  );
}
