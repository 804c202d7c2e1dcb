/** Every function of the boundary: small valid calls that say all there is to say, and their results. */

import { availableParallelism } from 'node:os';
import type { NativeAddon } from '../../../../src/host/native.js';
import type { Random } from '../../../../src/stats/random.js';
import { kinds, programsRequest, rows } from '../../programs/support/programs.js';
import { addon, PATHS, registry, runnable } from '../addon.js';
import { arm, copyRequest, labRequest, means } from '../lab.js';
import {
  bankRequest,
  batchRequest,
  bootRequest,
  probeRequest,
  replayRequest,
  USUAL_SUBJECT,
} from '../requests.js';
import { pick } from './values.js';

export type Members = Record<string, unknown>;

export interface CallKind {
  name: keyof NativeAddon;
  /** Of all calls, in relation to the others'; a job takes a hundred times as long as a refusal. */
  weight: number;
  /** Anew each time: a call may spoil it. */
  request: () => Members;
  /** It starts a job, and so takes a callback. */
  job: boolean;
  /** What the request is a list of, if it is one: its items are requests too. */
  items?: 'arms' | 'columns';
  /** @throws Error if this is not what was asked for */
  check: (result: unknown, request: Members) => void;
}

function job(
  name: keyof NativeAddon,
  weight: number,
  request: () => Members,
  items?: 'arms' | 'columns',
): CallKind {
  const kind = { name, weight, request, job: true, check: () => {} };
  return items === undefined ? kind : { ...kind, items };
}

/** Returns at once. */
function query(
  name: keyof NativeAddon,
  weight: number,
  request: () => Members,
  check: CallKind['check'],
): CallKind {
  return { name, weight, request, job: false, check };
}

export function demand(good: boolean, what: string): void {
  if (!good) throw new Error(what);
}

const numbersOf = (array: unknown): number[] => {
  demand(array instanceof Uint32Array || array instanceof Uint8Array, 'no array of numbers');
  return Array.from(array as Iterable<number>);
};

function member(result: unknown, name: string): unknown {
  demand(typeof result === 'object' && result !== null, 'no object');
  return Reflect.get(Object(result), name);
}

/** Offsets of bytes of a struct. */
function checkOffsets(offsets: readonly number[], bytes: number): void {
  demand(
    offsets.every((at, index) => at < bytes && at > (offsets[index - 1] ?? -1)),
    'offsets that do not ascend within the struct',
  );
}

function structBytes({ layout }: Members): number {
  const found = registry.layouts.find(({ name }) => name === layout);
  demand(found !== undefined, 'accepted a layout that there is not');
  return found?.sizeBytes ?? 0;
}

const STEPS = rows([
  { kind: 'store-immediate', offset: 0, bytes: 8, value: -1 },
  { kind: 'store-value', offset: 9, bytes: 1 },
  { kind: 'copy-mov64', offset: 1, bytes: 63 },
]);

const subject = { ...USUAL_SUBJECT };

const COPY = {
  routine: means.copyRoutines[0]?.name ?? null,
  bytes: 9,
  toOffset: 1,
  fromOffset: 63,
};

export const CALLS: readonly CallKind[] = [
  job('startBank', 1, () => ({
    ...{ ...bankRequest(), ...subject, scope: 'init', calls: 'early' },
    ...{ injectedCycles: Uint16Array.of(3), counters: [] },
  })),
  job('startBoot', 1, () => ({
    ...{ ...bootRequest(), ...subject, initialState: 1, vcpus: 2, counters: [] },
    threads: Math.min(2, availableParallelism()),
    footprint: Uint32Array.of(1, 2, 1, 3, 4, 2, 0, 1, 1),
  })),
  job(
    'startPrograms',
    1,
    () => ({
      ...programsRequest({}, [{ name: 'all', steps: STEPS.slice() }]),
      ...{ phase: 8, injectedCycles: Uint16Array.of(3), counters: [] },
    }),
    'columns',
  ),
  job(
    'startLab',
    2,
    () => {
      const whole = {
        ...{ ...arm(), ...subject, calls: 'full', stores: 0, lines: 3, bytes: 4096, vcpus: 2 },
        ...{ passes: 1, repeats: 1, smallPages: 0, imageDistance: 8, queuedMisses: 0, gap: 0 },
        ...{
          consumer: means.consumers[0]?.name,
          pointer: 'page_fault',
          targets: 'same',
          delayCycles: 0,
        },
      };
      return { ...labRequest([{}]), arms: [whole] };
    },
    'arms',
  ),
  job('startCopies', 2, () => ({ ...copyRequest([{ ...COPY }]) }), 'arms'),
  query(
    'createBatch',
    8,
    () => ({ ...batchRequest({ initialState: 1 }), ...subject }),
    (batch) => {
      const full: unknown = Reflect.apply(Object(member(batch, 'run')), undefined, []);
      demand(Number.isSafeInteger(full) && Number(full) >= 0, 'a batch that counts no resets');
    },
  ),
  query(
    'probeWrites',
    24,
    () => ({ ...probeRequest(), ...subject, calls: 'full' }),
    (result, request) =>
      checkOffsets(numbersOf(member(result, 'writtenBytes')), structBytes(request)),
  ),
  query(
    'replayBytes',
    24,
    () => ({ ...replayRequest({ initialState: 0, keepTemplates: 1 }), ...subject }),
    (result, request) => {
      for (const name of ['root', 'nested']) {
        const bytes = numbersOf(member(result, name)).length;
        demand(bytes === structBytes(request), `${name}: ${bytes} bytes`);
      }
    },
  ),
  query(
    'describeRole',
    24,
    () => ({ ...subject, guestStates: replayRequest().guestStates.slice() }),
    (result) => {
      const guest = member(result, 'guest');
      demand(
        registry.guestModes.some((mode) => mode === guest),
        'no mode of a guest',
      );
    },
  ),
  query(
    'assembleProgram',
    24,
    () => ({ structBytes: 64, steps: STEPS.slice() }),
    (code) => demand(numbersOf(code).length > 0, 'no code'),
  ),
  query(
    'probeProgram',
    24,
    () => ({ structBytes: 64, steps: STEPS.slice(), images: new Uint8Array(128) }),
    (result, { structBytes: wanted }) => {
      const bytes = numbersOf(member(result, 'bytes')).length;
      demand(bytes === wanted, `${bytes} bytes of a struct`);
      checkOffsets(numbersOf(member(result, 'writtenBytes')), bytes);
    },
  ),
];

const namesOf = (items: readonly { name: string }[]) => items.map(({ name }) => name);

/** Other values that a member may have, each by itself. */
const VARIANTS: Readonly<Record<string, readonly unknown[]>> = {
  layout: namesOf(registry.layouts),
  phase: [undefined, 0, 8, 56],
  path: PATHS,
  scope: namesOf(registry.scopes),
  rules: [undefined],
  physicalBits: [36, 52, -0 + 40],
  maxTdpLevel: [4, 5],
  state: namesOf(registry.states),
  retirement: namesOf(registry.retirements),
  guest: registry.guestModes,
  strategy: namesOf(runnable),
  calls: ['full', 'early', undefined],
  setting: namesOf(means.settings.filter(({ unavailable }) => unavailable === null)),
  reading: ['region', 'each', 'traced', 'traced-total'],
  consumer: namesOf(means.consumers.filter(({ unavailable }) => unavailable === null)),
  targets: ['same', 'alternating', 'random'],
  routine: [null, ...namesOf(means.copyRoutines.filter(({ unavailable }) => unavailable === null))],
  keepTemplates: [0, 1, undefined],
  initialState: [0, 1, undefined],
  steps: [new Int32Array(0), ...kinds.map((_, kind) => Int32Array.of(kind, 8, 8, 0))],
  footprint: [undefined],
  injectedCycles: [undefined],
  seed: [0, Number.MAX_SAFE_INTEGER],
  smallPages: [0, 1],
  images: [undefined],
};

/** Some of its members otherwise; what does not go together then may be refused. */
export function vary(random: Random, request: Members): void {
  for (const name of Object.keys(request)) {
    const variants = VARIANTS[name];
    if (variants !== undefined && random.below(3) === 0) request[name] = pick(random, variants);
  }
}

/** Calls as JavaScript can, without the types that would forbid it. */
export function call(name: keyof NativeAddon, args: readonly unknown[]): unknown {
  return Reflect.apply(addon[name], addon, args);
}
