/** What is wrong with an experiment is refused with the name of the member, before anything runs. */

import { inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import type { ArmRequest, CopyArm } from '../../src/host/native-lab.js';
import { addon } from './support/addon.js';
import { bank, everyMember, positional } from './support/hostile.js';
import { arm, copyRequest, labRequest, means } from './support/lab.js';
import { ignore } from './support/requests.js';

type Starter = 'startLab' | 'startCopies';

/** What a wrong call is told; it must not start anything. */
function refusal(name: Starter, request: unknown, onRound: unknown = ignore): string {
  try {
    Reflect.apply(addon[name], addon, [request, onRound]);
  } catch (error) {
    if (error instanceof TypeError || error instanceof RangeError) return error.message;
    throw error;
  }
  return 'accepted';
}

const ofBank = new Map(Object.entries(everyMember(bank)));
const valuesOf = (member: string): readonly unknown[] => ofBank.get(member) ?? [];
const isGiven = (value: unknown): boolean => value !== undefined;

/** Names of nothing, and what is no name. */
const names = valuesOf('state').filter(isGiven);
const notWhole = valuesOf('rounds').filter((value) => isGiven(value) && !Number.isInteger(value));
const outside = (low: number, high: number): unknown[] => [...notWhole, low - 1, high + 1];

function membersOf(wanted: readonly string[]): [string, readonly unknown[]][] {
  return wanted.map((member) => [member, valuesOf(member)]);
}

const wrongArms: [string, readonly unknown[]][] = [
  ...membersOf(['layout', 'phase', 'path', 'scope', 'rules', 'physicalBits', 'maxTdpLevel']),
  ...membersOf(['guest', 'calls']),
  ['strategy', names],
  ['retirement', names],
  ['setting', names],
  ['reading', names],
  ['consumer', names],
  // Not one of them leads to a function on every path.
  ['pointer', [...names, 'invlpg', 'mmu_role', 'root_hpa', 'pae_root', 'pdptrs', 'translate_gpa']],
  ['targets', names],
  ['stores', outside(0, 1024)],
  ['lines', outside(1, 2 ** 32 - 1)],
  ['bytes', outside(0, 2 ** 30)],
  ['vcpus', outside(1, 4096)],
  ['passes', outside(1, 4096)],
  ['repeats', outside(1, 4096)],
  ['smallPages', outside(0, 1)],
  ['imageDistance', [...outside(-4096, 4096), 4, -4, 1, 4095]],
  ['queuedMisses', outside(0, 256)],
  ['gap', outside(0, 1)],
  ['delayCycles', outside(0, 4096)],
];

const wrongCopies: [string, readonly unknown[]][] = [
  ['routine', names.filter((value) => value !== null)],
  ['bytes', outside(0, 4096)],
  ['toOffset', outside(0, 63)],
  ['fromOffset', outside(0, 63)],
];

/** Each of these values is refused, by a message that begins with the member's name. */
function expectRefusals(
  values: readonly unknown[],
  member: string,
  refuse: (value: unknown) => string,
): void {
  expect(values).not.toEqual([]);
  for (const value of values) {
    const given = inspect(value, { breakLength: Number.POSITIVE_INFINITY }).slice(0, 60);
    const message = refuse(value);
    expect(message.startsWith(member), `${member} = ${given}: ${message}`).toBe(true);
  }
}

const copy: CopyArm = { routine: null, bytes: 8 };

const starters = [
  ['startLab', labRequest([{}]), arm(), wrongArms],
  ['startCopies', copyRequest([copy]), copy, wrongCopies],
] as const;

describe.each(starters)('%s', (name, request, valid, wrongMembers) => {
  it.each(wrongMembers)('a wrong %s', (member, values) => {
    expectRefusals(values, member, (value) =>
      refusal(name, { ...request, arms: [{ ...valid, [member]: value }] }),
    );
  });

  it.each(membersOf(['rounds', 'leastRounds', 'budgetNs', 'order', 'seed', 'cpu', 'tscHz']))(
    'a wrong %s',
    (member, values) => {
      expectRefusals([...values, undefined], member, (value) =>
        refusal(name, { ...request, [member]: value }),
      );
    },
  );

  it.each([
    ['none', []],
    ['a hole', new Array(1)],
    ['one that is not an arm', [valid, null]],
    ['more than 512', new Array(513).fill(valid)],
    ['no array', { 0: valid, length: 1 }],
    ['nothing', undefined],
  ])('arms: %s', (_, arms) => {
    expect(refusal(name, { ...request, arms })).toMatch(/^arms\b/);
  });

  it.each([
    ['an arm twice', [0, 0, 0, 1, 1, 0]],
    ['an arm twice, in the last round', [0, 1, 1, 0, 1, 1]],
    ['an arm that there is not', [0, 1, 1, 0, 1, 2]],
    ['a round too few', [0, 1, 1, 0]],
  ])('an order that is no permutation in every round: %s', (_, order) => {
    const two = { ...request, arms: [valid, valid], order: Uint16Array.from(order) };
    expect(refusal(name, two)).toMatch(/^order\b/);
  });

  it('a progress callback that is none', () => {
    for (const value of positional.onRound.filter(isGiven)) {
      expect(refusal(name, request, value)).toMatch(/^onRound\b/);
    }
  });
});

it('a routine that is left out', () => {
  expect(refusal('startCopies', { ...copyRequest([copy]), arms: [{ bytes: 8 }] })).toMatch(
    /^routine\b/,
  );
});

describe('what does not go together', () => {
  const wrong: [string, Partial<ArmRequest>][] = [
    ['passes', { passes: 2, reading: 'each' }],
    ['passes', { passes: 2, reading: 'traced' }],
    ['passes', { passes: 2, reading: 'traced-total' }],
    ['queuedMisses', { queuedMisses: 1 }],
    ['queuedMisses', { queuedMisses: 1, reading: 'traced' }],
    ['consumer', { consumer: 'read-same-width' }],
    ['consumer', { consumer: 'call-plain', reading: 'traced-total' }],
    ['gap', { gap: 1 }],
    ['reading', { reading: 'traced', scope: 'init' }],
    ['reading', { reading: 'traced-total', scope: 'init' }],
    ['delayCycles', { reading: 'traced', delayCycles: 1 }],
    ['delayCycles', { reading: 'traced-total', delayCycles: 1 }],
    ['calls', { calls: 'early' }],
    ['calls', { calls: 'early', reading: 'each' }],
    ['stores', { stores: 1, scope: 'init' }],
    ['rules', { rules: 'v6.1' }],
    ['maxTdpLevel', { path: 'npt', maxTdpLevel: 5 }],
  ];

  it.each(wrong)('%s in %j', (member, changes) => {
    const alone = refusal('startLab', labRequest([changes]));
    expect(alone).toMatch(new RegExp(String.raw`\b${member}\b`));
    expect(refusal('startLab', labRequest([{}, changes])), 'as the second arm').toBe(alone);
  });
});

describe('the ends of what is allowed', () => {
  const small: Partial<ArmRequest> = { vcpus: 1 };
  const limits: Partial<ArmRequest>[] = [
    ...[1, 2 ** 32 - 1].map((lines) => ({ setting: 'dram', lines })),
    ...[-4096, -8, 0, 8, 4096].map((imageDistance) => ({ imageDistance })),
    ...[0, 1, 1024].map((stores) => ({ stores })),
    ...[0, 1, 4096].map((delayCycles) => ({ delayCycles })),
    ...[0, 256].map((queuedMisses): Partial<ArmRequest> => ({ queuedMisses, reading: 'each' })),
    ...[0, 1].map((bytes) => ({ setting: 'reads', bytes })),
    { passes: 4096 },
    { repeats: 4096 },
    { vcpus: 1024 },
    { calls: 'early', scope: 'init' },
    { calls: 'early', scope: 'init', reading: 'each' },
    { smallPages: 1 },
  ];

  it.each(limits)('%j runs', async (changes) => {
    const { rounds, arms } = await addon.startLab(labRequest([{ ...small, ...changes }]), ignore)
      .samples;
    expect(rounds).toBe(3);
    expect(arms).toHaveLength(1);
  });

  it('512 arms run, at least of copies', async () => {
    const { ticks } = await addon.startCopies(copyRequest(new Array(512).fill(copy)), ignore)
      .samples;
    expect(ticks).toHaveLength(3 * 512);
    expect(Math.min(...ticks)).toBeGreaterThan(0);
  });

  it('copies of 0 and of 4096 bytes to and from any place in a line run', async () => {
    const arms = means.copyRoutines
      .filter(({ unavailable }) => unavailable === null)
      .flatMap(({ name: routine }) =>
        [0, 4096].flatMap((bytes) =>
          [0, 1, 63].map((toOffset) => ({ routine, bytes, toOffset, fromOffset: 63 - toOffset })),
        ),
      );
    const { rounds } = await addon.startCopies(copyRequest(arms), ignore).samples;
    expect(rounds).toBe(3);
  });
});

it('members that may be left out: undefined is the same as nothing', async () => {
  const optional = [
    ...['phase', 'path', 'scope', 'rules', 'physicalBits', 'maxTdpLevel', 'calls', 'stores'],
    ...['lines', 'bytes', 'vcpus', 'passes', 'repeats', 'smallPages', 'imageDistance'],
    ...['queuedMisses', 'consumer', 'pointer', 'targets', 'gap', 'delayCycles'],
  ];
  const nothing = Object.fromEntries(optional.map((member) => [member, undefined]));
  const { arms } = await addon.startLab(labRequest([nothing]), ignore).samples;
  expect(arms.map(({ resets }) => resets)).toEqual([16]);
});
