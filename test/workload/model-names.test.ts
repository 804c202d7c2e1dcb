import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { listModels, modelWorkload } from '../../src/workload/models/models.js';
import { DEFAULT_RULES, findRules, listRules } from '../../src/workload/rules.js';
import { usageError } from '../plan/usage-error.js';

const load = (text: string) => modelWorkload(text, findRules(DEFAULT_RULES));

describe('the models', () => {
  it('each have an id and a description of their own, and are loaded by both', () => {
    const models = listModels();
    expect(models.map(({ id }) => id)).toEqual([
      'thread-600',
      'seabios',
      'ovmf',
      'guest',
      'nested',
    ]);
    expect(new Set(models.map(({ description }) => description)).size).toBe(models.length);
    for (const { id, description } of models) expect(load(id)).toMatchObject({ id, description });
  });

  it('explain every parameter with its values and its default', () => {
    const seabios = listModels().find(({ id }) => id === 'seabios');
    expect(seabios?.description).toContain('SMIs = 1 + 2 x call32 + 2 x yields');
    for (const part of ['call32=0..20000 (100)', 'yields=0..20000 (0)', 'call32-smm=on|off (on)']) {
      expect(seabios?.description).toContain(part);
    }
  });

  it('keep the id as it was typed', () => {
    expect(load('guest:smis=2,mode=pae')?.id).toBe('guest:smis=2,mode=pae');
  });

  it('take parameters in any order', () => {
    expect(load('guest:smis=2,mode=pae')?.transitions).toEqual(
      load('guest:mode=pae,smis=2')?.transitions,
    );
  });

  it('make no transition where they are told to repeat nothing', () => {
    for (const text of ['ovmf:smis=0', 'guest:smis=0', 'nested:entries=0']) {
      expect(load(text)?.transitions, text).toEqual([]);
    }
  });
});

describe('a text that names no model', () => {
  it.each(['', ':', 'pc-kernel', 'Seabios', 'seabios2', 'seabio', 'boot.jsonl', './seabios'])(
    'is left to others: "%s"',
    (text) => {
      expect(load(text)).toBeNull();
    },
  );
});

describe('parameters that are wrong', () => {
  it.each([
    ['seabios:call32=x', 'call32 must be 0..20000, not "x"'],
    ['seabios:call32=', 'call32 must be 0..20000, not ""'],
    ['seabios:call32=-1', 'call32 must be 0..20000, not "-1"'],
    ['seabios:call32=1.5', 'call32 must be 0..20000, not "1.5"'],
    ['seabios:call32=1e3', 'call32 must be 0..20000, not "1e3"'],
    ['seabios:call32=007', 'call32 must be 0..20000, not "007"'],
    ['seabios:call32=20001', 'call32 must be 0..20000, not "20001"'],
    ['seabios:call32=1=2', 'call32 must be 0..20000, not "1=2"'],
    ['seabios:call32', 'call32 has no value, write call32=0..20000'],
    ['seabios:call32=1,yields=0,call32=1', 'call32 is given twice, give it once'],
    ['seabios:call32-smm=yes', 'call32-smm must be on|off, not "yes"'],
    ['seabios:guest=pae', 'guest must be unpaged|two-level, not "pae"'],
    ['guest:mode=long', 'mode must be unpaged|two-level|pae|four-level|five-level, not "long"'],
    ['guest:mode=toString', 'mode must be unpaged|two-level|pae|four-level|five-level, not '],
    ['nested:guests=0', 'guests must be 1..5, not "0"'],
    ['nested:l1-ept=off', 'l1-ept must be on, not "off"'],
    ['thread-600:smis=1', 'it takes no parameters, not "smis"'],
    ['ovmf:smi=1', 'its parameters are smis=0..20000, guest='],
    ['ovmf:', 'nx=on|off, not ""'],
    ['ovmf:smis=1,', 'nx=on|off, not ""'],
    ['ovmf:smis=1,\n\u001b[2J=3', 'not "\\n\\u001b[2J"'],
  ])('%j: %s', (text, reason) => {
    const message = usageError(() => load(text));
    expect(message).toMatch(/^workload "/);
    expect(message).toContain(reason);
  });

  it('do not go together: nothing yields where no 32-bit code runs', () => {
    expect(usageError(() => load('seabios:call32=0,yields=3'))).toContain('call32=1 or more');
    expect(usageError(() => load('seabios:call32=0,yields=3,call32-smm=off'))).toContain(
      'yields=3',
    );
  });

  it('end in a UsageError of one line or in a workload, whatever is typed', () => {
    const word = fc.oneof(
      fc.string({ maxLength: 12 }),
      fc.constantFrom('call32', 'yields', 'guest', 'mode', 'nx', 'smis', 'on', 'pae', '3', '99'),
    );
    const pair = fc.oneof(
      word,
      fc.tuple(word, word).map((both) => both.join('=')),
    );
    const model = fc.constantFrom(...listModels().map(({ id }) => id));
    const text = fc
      .tuple(model, fc.array(pair, { maxLength: 4 }))
      .map(([id, pairs]) => `${id}:${pairs.join(',')}`);
    const outcomes = { workloads: 0, errors: 0 };
    fc.assert(
      fc.property(text, fc.constantFrom(...listRules()), (typed, rules) => {
        const read = () => {
          if (modelWorkload(typed, rules)?.id === typed) outcomes.workloads++;
          throw new Error('taken');
        };
        try {
          usageError(read);
          outcomes.errors++;
        } catch (error) {
          expect(error).toMatchObject({ message: 'taken' });
        }
      }),
    );
    expect(outcomes.errors).toBeGreaterThan(10);
  });
});
