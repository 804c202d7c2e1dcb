import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { UsageError } from '../../src/errors.js';
import { readResult } from '../../src/report/read.js';
import { type Outcome, ResultFile } from '../../src/run/result-file.js';
import { fixture } from '../report/fixtures.js';

let folder = '';
let said: string[] = [];
let nowMs = 0;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'result-file-'));
  said = [];
  nowMs = 1e6;
});
afterEach(() => rmSync(folder, { recursive: true }));

const path = () => join(folder, 'X.json');
const partial = () => join(folder, 'X.partial.json');

function open(resumed?: string): ResultFile {
  return new ResultFile(path(), { say: (text) => said.push(text), resumed, now: () => nowMs });
}

function outcome(complete: boolean, date = '2026-01-01'): Outcome {
  return { result: { ...fixture('one-strategy'), complete, date }, interrupted: null };
}

const dateIn = (file: string) => readResult(file).date;

/** Offers until time has run so far; a checkpoint takes `costMs`. @returns when each was written */
function checkpointsUntil(file: ResultFile, untilMs: number, costMs: number): number[] {
  const beganMs = nowMs;
  const taken: number[] = [];
  while (nowMs - beganMs < untilMs) {
    file.offer(() => {
      taken.push(nowMs - beganMs);
      nowMs += costMs;
      return outcome(false);
    });
    nowMs += 100;
  }
  return taken;
}

describe('a checkpoint', () => {
  it('is written beside the result after two seconds, and says that it is incomplete', () => {
    const file = open();
    file.offer(() => outcome(true));
    expect(readdirSync(folder)).toEqual([]);
    nowMs += 2000;
    file.offer(() => outcome(true));
    expect(readdirSync(folder)).toEqual(['X.partial.json']);
    expect(readResult(partial()).complete).toBe(false);
  });

  it('comes every two seconds where it costs next to nothing', () => {
    expect(checkpointsUntil(open(), 9000, 0)).toEqual([2000, 4000, 6000, 8000]);
  });

  it('comes so seldom that all of them take at most 2 % of the time, whatever they cost', () => {
    for (const costMs of [50, 400]) {
      const taken = checkpointsUntil(open(), 120_000, costMs);
      expect(taken.length).toBeGreaterThan(3);
      for (const [index, atMs] of taken.entries()) {
        expect(index * costMs).toBeLessThanOrEqual(0.02 * atMs);
      }
      rmSync(partial());
    }
  });

  it('that fails is told once; the measuring goes on, and the one before stays', () => {
    const file = open();
    nowMs += 2000;
    file.offer(() => outcome(false, 'before'));
    for (let time = 0; time < 3; time += 1) {
      nowMs += 1e6;
      file.offer(() => {
        throw new Error('no space left on device');
      });
    }
    expect(said).toEqual(['no checkpoint: no space left on device; measuring goes on']);
    expect(dateIn(partial())).toBe('before');
  });
});

describe('the end', () => {
  it('of a complete run puts the result in place, and then removes its checkpoint', () => {
    const file = open();
    nowMs += 2000;
    file.offer(() => outcome(false));
    file.save(outcome(true));
    expect(readdirSync(folder)).toEqual(['X.json']);
    expect(said).toEqual([`result written to ${path()}`]);
  });

  it('of an interrupted one leaves the previous result as it was', () => {
    writeFileSync(path(), 'previous');
    open().save(outcome(false, 'interrupted'));
    expect(readFileSync(path(), 'utf8')).toBe('previous');
    expect(dateIn(partial())).toBe('interrupted');
    expect(said).toEqual([`interrupted: what was measured is in ${partial()}`]);
  });

  it('that cannot be written leaves the checkpoint', () => {
    const file = open();
    nowMs += 2000;
    file.offer(() => outcome(false));
    rmSync(path(), { force: true });
    mkdirSync(path());
    expect(() => file.save(outcome(true))).toThrow(`cannot write ${path()}: it is a folder`);
    expect(readResult(partial()).complete).toBe(false);
    file.sayWhatIsKept();
    expect(said).toEqual([`what was measured until the last checkpoint is in ${partial()}`]);
  });

  it('at a device, which takes one document, writes what there is and nothing before it', () => {
    const file = new ResultFile('/dev/null', { say: (text) => said.push(text), now: () => nowMs });
    nowMs += 1e6;
    file.offer(() => expect.unreachable('a checkpoint'));
    file.save(outcome(false));
    expect(said).toEqual(['result written to /dev/null']);
    expect(existsSync('/dev/null.partial')).toBe(false);
  });
});

describe('what an earlier run has left', () => {
  const left = (file: string, date: string) =>
    writeFileSync(file, JSON.stringify(outcome(false, date).result));

  it('is told at the start with what goes on with it, and stays until it is in the way', () => {
    left(partial(), 'first');
    const file = open();
    expect(said).toEqual([
      `${partial()} is left from an earlier run that did not end; to go on with it: ` +
        `kvm-mmu-bench run --resume ${partial()}`,
    ]);
    file.save(outcome(true, 'second'));
    expect(dateIn(partial())).toBe('first');
    expect(dateIn(path())).toBe('second');
  });

  it('makes way for a checkpoint under a name of its own, and is never destroyed', () => {
    const dates = ['first', 'second', 'third'];
    for (const date of dates) open().save(outcome(false, date));
    expect(readdirSync(folder)).toEqual([
      'X.partial.json',
      'X.previous-2.partial.json',
      'X.previous.partial.json',
    ]);
    expect(
      readdirSync(folder)
        .map((name) => dateIn(join(folder, name)))
        .sort(),
    ).toEqual(dates.sort());
  });

  it('is this run itself where it goes on with it: replaced without a word, removed at the end', () => {
    left(partial(), 'first');
    const file = open(partial());
    nowMs += 2000;
    file.offer(() => outcome(false, 'second'));
    expect(dateIn(partial())).toBe('second');
    file.save(outcome(true));
    expect(readdirSync(folder)).toEqual(['X.json']);
    expect(said).toEqual([`result written to ${path()}`]);
  });

  it('that is a folder is refused before anything is measured', () => {
    mkdirSync(partial());
    expect(() => open()).toThrow(UsageError);
    expect(() => open()).toThrow(`cannot write ${partial()}: it is a folder`);
  });
});
