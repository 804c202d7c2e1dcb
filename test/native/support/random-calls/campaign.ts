/**
 * Random calls of the boundary, each of which is refused by name or does what was asked. Every call
 * follows from its number alone: the one that is reported can be made again by itself.
 */

import { inspect } from 'node:util';
import { type Random, seededRandom } from '../../../../src/stats/random.js';
import { ignore, probeRequest } from '../requests.js';
import { CALLS, type CallKind, call, demand, type Members, vary } from './calls.js';
import {
  detach,
  everyTrap,
  hostileValue,
  isWhole,
  pick,
  shrink,
  Trap,
  tracking,
  type Whole,
} from './values.js';

export interface Tally {
  accepted: number;
  refused: number;
}

/** By function. */
export type Report = Record<string, Tally>;

interface Spoiled {
  args: readonly unknown[];
  /** Members of the request as they are when it is read, as far as that is known. */
  request: Members;
  /** Each member that was replaced, by the name that errors have for it. */
  replaced: { name: string; never: boolean }[];
  /** Nothing was replaced, but what does not go together may be refused. */
  doubtful: boolean;
  /** The request is not what it was, or not there: only that it is survived can be checked. */
  hidden: boolean;
}

const TOTAL_WEIGHT = CALLS.reduce((sum, { weight }) => sum + weight, 0);

function pickKind(random: Random): CallKind {
  let left = random.below(TOTAL_WEIGHT);
  for (const kind of CALLS) {
    if (left < kind.weight) return kind;
    left -= kind.weight;
  }
  throw new Error('weights do not add up');
}

/** The request itself, or one of the items that it is a list of. */
function container(random: Random, kind: CallKind, spoiled: Spoiled): [Members, string] {
  const { request, replaced } = spoiled;
  const items = kind.items === undefined ? undefined : request[kind.items];
  const whole = !replaced.some(({ name }) => name === kind.items);
  if (!whole || !Array.isArray(items) || random.below(3) === 0) return [request, ''];
  // Errors name an arm's members by themselves.
  return [Object(items[0]), kind.items === 'columns' ? 'columns[0].' : ''];
}

function spoilMembers(random: Random, kind: CallKind, spoiled: Spoiled): void {
  for (let count = random.below(5) === 0 ? 1 + random.below(3) : 1; count > 0; count--) {
    const [members, prefix] = container(random, kind, spoiled);
    const left = Object.keys(members).filter(
      (name) => !spoiled.replaced.some((each) => each.name === prefix + name),
    );
    if (left.length === 0) return;
    const name = pick(random, left);
    const { value, never } = hostileValue(random, members[name]);
    members[name] = value;
    // A copy of nothing is asked for so; and of a list something in an item may be what is wrong.
    const maybe = (name === 'routine' && value === null) || name === kind.items;
    spoiled.replaced.push({ name: prefix + name, never: never && !maybe });
  }
}

/** Puts all arrays, at any depth, on memory that can be resized. */
function makeResizable(members: Members): Whole[] {
  return Object.entries(members).flatMap(([name, value]) => {
    if (isWhole(value)) {
      const array = tracking(value, Number.POSITIVE_INFINITY);
      members[name] = array;
      return [array];
    }
    return typeof value === 'object' && value !== null ? makeResizable(value as Members) : [];
  });
}

/** When one member is read, something is done to all of them. */
function makeActing(random: Random, request: Members): void {
  const arrays = makeResizable(request);
  const name = pick(random, Object.keys(request));
  const value = request[name];
  const actions: (() => unknown)[] = [
    () => arrays.map(detach),
    () => arrays.map(shrink),
    () => arrays.map((array) => array.fill(255)),
    () => Object.keys(request).map((each) => each !== name && delete request[each]),
    () => call('assembleProgram', [{ structBytes: 8, steps: Int32Array.of(0, 0, 8, 0) }]),
    () => call('probeWrites', [probeRequest()]),
    () => everyTrap().get?.({}, '', {}),
  ];
  const action = pick(random, actions);
  const get = () => {
    action();
    return value;
  };
  Object.defineProperty(request, name, { get, configurable: true, enumerable: true });
}

/** The same request in other clothes, or something else. */
function clothe(random: Random, request: Members): unknown {
  const clothes: (() => unknown)[] = [
    () => new Proxy(request, {}),
    () => Object.create(request),
    () => Object.freeze(request),
    () => Object.assign(() => {}, request),
    () => new Proxy(request, everyTrap()),
    () => hostileValue(random, request).value,
  ];
  return pick(random, clothes)();
}

function spoil(random: Random, kind: CallKind): Spoiled {
  // Some of it is shared by all requests, and may be detached below.
  const request = structuredClone(kind.request());
  const spoiled: Spoiled = {
    ...{ args: [request, ignore], request, replaced: [] },
    ...{ doubtful: false, hidden: false },
  };
  const way = random.below(20);
  if (way < 13) {
    spoilMembers(random, kind, spoiled);
  } else if (way < 16) {
    vary(random, request);
    vary(random, container(random, kind, spoiled)[0]);
    spoiled.doubtful = true;
  } else if (way < 18) {
    spoiled.request = { ...request };
    makeActing(random, request);
    spoiled.hidden = true;
  } else if (way < 19) {
    spoiled.args = [clothe(random, request), ignore, 'one too many'];
    spoiled.hidden = true;
  } else if (kind.job) {
    const { value, never } = hostileValue(random, undefined);
    // A callback may throw: then it is as uncaught as any, which is for another test.
    spoiled.args = [request, typeof value === 'function' ? ignore : value].slice(
      0,
      1 + random.below(2),
    );
    spoiled.replaced.push({ name: 'onRound', never: never || spoiled.args.length === 1 });
  }
  return spoiled;
}

const ARGUMENT = /^(\w+)(\[\d+\])?(\.\w+)?( must | holds |: |, )/;

/** @throws Error unless this is how a call with such arguments is refused */
function checkRefusal(error: unknown, kind: CallKind, spoiled: Spoiled): void {
  // What a getter throws comes through; a revoked proxy cannot even be asked.
  if (error instanceof Trap) return;
  const typed = error instanceof TypeError || error instanceof RangeError;
  const message = error instanceof Error ? error.message : String(error);
  demand(typed, `threw ${String(error).slice(0, 200)}`);
  if (/proxy that has been revoked$/.test(message)) return;
  const shown = message.slice(0, 200);
  demand(message.length < 400, `a message of ${message.length} characters: ${shown}`);
  const named = message.match(ARGUMENT)?.[1] ?? '';
  const items = kind.items === undefined ? [] : [kind.request()[kind.items]].flat();
  const names = [kind.request(), ...items].flatMap((each) => Object.keys(Object(each)));
  demand(['request', 'onRound', ...names].includes(named), `names no argument: ${shown}`);
  const [only, ...more] = spoiled.replaced;
  if (only === undefined) {
    demand(spoiled.doubtful || spoiled.hidden, `a valid call was refused: ${shown}`);
  } else if (only.never && more.length === 0) {
    demand(message.startsWith(only.name), `names another argument than ${only.name}: ${shown}`);
  }
}

interface Job {
  samples: Promise<{ rounds: number }>;
  cancel: () => void;
}

/** Most are cancelled at once. */
async function finish(random: Random, job: Job, { rounds }: Members): Promise<void> {
  const cancels = random.below(16) !== 0;
  if (cancels) Reflect.apply(job.cancel, hostileValue(random, undefined).value, [null, 1n]);
  const samples = await job.samples;
  if (!cancels) demand(samples.rounds === rounds, `${samples.rounds} rounds of ${rounds}`);
}

async function makeCall(random: Random, kind: CallKind, tally: Tally): Promise<void> {
  const spoiled = spoil(random, kind);
  let result: unknown;
  try {
    result = call(kind.name, spoiled.args);
  } catch (error) {
    checkRefusal(error, kind, spoiled);
    tally.refused++;
    return;
  }
  tally.accepted++;
  // A job that was not meant to be must end all the same.
  if (kind.job) await finish(random, result as Job, spoiled.request);
  const wrong = spoiled.replaced.filter(({ never }) => never).map(({ name }) => name);
  demand(wrong.length === 0, `accepted what cannot be a ${wrong.join(', ')}`);
  if (!kind.job && !spoiled.hidden) kind.check(result, spoiled.request);
}

/** @param first number of the first call; the same numbers make the same calls */
export async function randomCalls(first: number, count: number): Promise<Report> {
  const report: Report = Object.fromEntries(
    CALLS.map(({ name }) => [name, { accepted: 0, refused: 0 }]),
  );
  for (let number = first; number < first + count; number++) {
    const random = seededRandom(number);
    const kind = pickKind(random);
    const tally = report[kind.name];
    if (tally === undefined) continue;
    try {
      await makeCall(random, kind, tally);
    } catch (error) {
      throw new Error(`call ${number}, ${kind.name}: ${inspect(error, { depth: 1 })}`);
    }
  }
  return report;
}
