/**
 * The ledger: one call's cost, and the patch's saving, split into parts, each measured by a contrast
 * of its own; and the same measured as a whole, so that what the parts leave over is seen.
 *
 * All arms are resets timed one by one between fences, in the same rounds.
 */

import type { ArmRequest } from '../host/native-lab.js';
import { scale } from './estimate.js';
import type { Ledger, LedgerKind, LedgerLine } from './explanation.js';
import { type Combination, type Contrasts, minus, plus, times } from './lab/contrast.js';
import type { Lab } from './lab/lab.js';
import { type Arms, armName, cost, type Players, saving, trio } from './lab/trios.js';
import { nsPerCall } from './lab/verdict.js';
import {
  THREAD_CALLS,
  THREAD_FULL_RESETS,
  THREAD_SAVING_MICROSECONDS,
  THREAD_SAVING_NS_PER_CALL,
  THREAD_SAVING_NS_PER_FULL_RESET,
} from './thread.js';

/** From near to far; the whole is measured in the last. */
const LEVELS = ['hot', 'l1-evicted', 'l2-evicted', 'dram'] as const;
const NEAREST = 'hot';
const FARTHEST = 'dram';

/**
 * What KVM does next: it fetches an instruction to emulate through gva_to_gpa, always by a thunk where
 * it has any (facts, section 6). With or without the patch a reset has just written that pointer.
 */
const POINTER = 'gva_to_gpa';
const READER = 'read-pointer';
const CALLERS = ['call-retpoline', 'call-plain'];

interface Part {
  name: string;
  contrast: string;
  /** Of a quantity of full resets: its cost or its saving. */
  of(quantity: (setting: string) => Combination): Combination;
}

export async function measureLedger(lab: Lab): Promise<Ledger> {
  const { registry, layout, phase } = lab.setting;
  const found = await lab.measure(ledgerArms(lab), 2 * lab.setting.effort.secondsPerJob);
  const book = (quantity: Quantity, alone: Combination) =>
    lines(found, (setting) => quantity(setting, registry), alone);
  return {
    layout,
    phase,
    state: FARTHEST,
    workload: {
      id: 'thread-600',
      calls: THREAD_CALLS,
      full: THREAD_FULL_RESETS,
      early: THREAD_CALLS - THREAD_FULL_RESETS,
    },
    claim: {
      microsecondsPerBoot: THREAD_SAVING_MICROSECONDS,
      nsPerCall: THREAD_SAVING_NS_PER_CALL,
      nsPerFullReset: THREAD_SAVING_NS_PER_FULL_RESET,
    },
    cost: book(cost, callerAlone(registry)),
    saving: book(saving, {}),
  };
}

type Quantity = (setting: string, players: Players) => Combination;

const STORES_RETIRED = 'stores, retired';
const STORES_HOT = 'stores, hot';
const STORES_READ = 'stores, read back';
const STORES_CALLED = 'stores, called';
const CALL_HOT = 'call, hot';
const CALL_FAR = 'call, in memory';
const CALL_FAR_CALLED = 'call, in memory, called';
const EARLY_FAR = 'early return, in memory';

function storesAt(level: string): string {
  return level === NEAREST ? STORES_HOT : `stores, ${level}`;
}

function ledgerArms(lab: Lab): Arms {
  const { registry, means } = lab.setting;
  const place: Omit<ArmRequest, 'strategy'> = {
    ...lab.place(),
    reading: 'each',
    pointer: POINTER,
  };
  const caller = CALLERS.find((name) =>
    means.consumers.some((each) => each.name === name && each.unavailable === null),
  );
  const called = caller === undefined ? {} : { consumer: caller };
  const call = { ...place, scope: 'init' } as const;
  const far = { ...call, setting: FARTHEST };
  const settings: Record<string, Omit<ArmRequest, 'strategy'>> = {
    [STORES_RETIRED]: { ...place, retirement: 'overlapped' },
    ...Object.fromEntries(LEVELS.map((setting) => [storesAt(setting), { ...place, setting }])),
    [STORES_READ]: { ...place, consumer: READER },
    [STORES_CALLED]: { ...place, ...called },
    [CALL_HOT]: call,
    [CALL_FAR]: far,
    [CALL_FAR_CALLED]: { ...far, ...called },
    [EARLY_FAR]: { ...far, calls: 'early' },
  };
  const arms: Arms = {};
  for (const [name, arm] of Object.entries(settings)) {
    Object.assign(arms, trio(name, arm, registry));
  }
  return arms;
}

const PARTS: readonly Part[] = [
  {
    name: 'issue',
    contrast: 'stores to hot lines, until they have retired, against none',
    of: (quantity) => quantity(STORES_RETIRED),
  },
  {
    name: 'store buffer',
    contrast: 'the same until the store buffer is empty, against until they have retired',
    of: (quantity) => minus(quantity(STORES_HOT), quantity(STORES_RETIRED)),
  },
  ...LEVELS.slice(1).map((level, index): Part => {
    const nearer = LEVELS[index] ?? NEAREST;
    return {
      name: `misses, ${nearer} to ${level}`,
      contrast: `stores to lines ${level} against ${nearer}`,
      of: (quantity) => minus(quantity(storesAt(level)), quantity(storesAt(nearer))),
    };
  }),
  {
    name: 'forwarding',
    contrast: 'with gva_to_gpa read right after the stores against not',
    of: (quantity) => minus(quantity(STORES_READ), quantity(STORES_HOT)),
  },
  {
    name: 'branches',
    contrast: 'with gva_to_gpa called right after the stores against read',
    of: (quantity) => minus(quantity(STORES_CALLED), quantity(STORES_READ)),
  },
  {
    name: 'computation',
    contrast: 'the whole call against its stores, all lines hot',
    of: (quantity) => minus(quantity(CALL_HOT), quantity(STORES_HOT)),
  },
];

/**
 * Without a reset the caller would have to fetch the pointer from memory itself; with one it finds
 * it near, whichever strategy wrote it. So the caller alone is taken as it is with lines hot.
 */
function callerAlone({ control }: Players): Combination {
  const far = (name: string): Combination => ({ [armName(name, control)]: 1 });
  return plus(
    minus(far(CALL_FAR_CALLED), far(CALL_FAR)),
    minus(far(STORES_HOT), far(STORES_CALLED)),
  );
}

/** Of full resets, but for the early returns of the same boot, which are a part of their own. */
function lines(
  found: Contrasts,
  quantity: (setting: string) => Combination,
  alone: Combination,
): LedgerLine[] {
  const early = quantity(EARLY_FAR);
  const parts = PARTS.map((part) => ({ ...part, full: part.of(quantity) }));
  const sum = plus(...parts.map(({ full }) => full));
  const whole = plus(quantity(CALL_FAR_CALLED), alone);
  const line = (kind: LedgerKind, name: string, contrast: string, full: Combination): LedgerLine =>
    withUnits(found, { kind, name, contrast }, full, {});
  return [
    ...parts.map(({ name, contrast, full }) => line('part', name, contrast, full)),
    withUnits(
      found,
      {
        kind: 'part',
        name: 'early returns',
        contrast: 'a call that returns early, in memory, against none',
      },
      null,
      early,
    ),
    withUnits(found, { kind: 'sum', name: 'sum', contrast: 'of the parts' }, sum, early),
    withUnits(
      found,
      {
        kind: 'whole',
        name: 'whole',
        contrast: 'the whole call in memory, its struct then called',
      },
      whole,
      early,
    ),
    line(
      'rest',
      'rest',
      'whole minus sum: parts that overlap, or that were not thought of',
      minus(whole, sum),
    ),
  ];
}

/** @param full what a full reset has, null: nothing that belongs to it @param early of an early return */
function withUnits(
  found: Contrasts,
  said: Pick<LedgerLine, 'kind' | 'name' | 'contrast'>,
  full: Combination | null,
  early: Combination,
): LedgerLine {
  const boot = plus(
    times(full ?? {}, THREAD_FULL_RESETS),
    times(early, THREAD_CALLS - THREAD_FULL_RESETS),
  );
  const microsecondsPerBoot = scale(found.interval(boot), 1e-3);
  return {
    ...said,
    nsPerFullReset: full === null ? null : found.interval(full),
    nsPerCall: nsPerCall(microsecondsPerBoot),
    microsecondsPerBoot,
  };
}
