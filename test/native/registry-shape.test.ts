import { describe, expect, it } from 'vitest';
import { UsageError } from '../../src/errors.js';
import { pickStrategies } from '../../src/plan/options.js';
import { addon, PATHS, registry, runnable } from './support/addon.js';

const names = (items: readonly { name: string }[]) => items.map(({ name }) => name);

describe('the registry', () => {
  it('names everything once', () => {
    const { layouts, strategies, states, retirements, paths, scopes, guestModes } = registry;
    const described = [layouts, strategies, states, retirements, paths, scopes];
    const rules = layouts.map((layout) => layout.rules);
    for (const list of [...described.map(names), guestModes, ...rules]) {
      expect(list.length).toBeGreaterThan(0);
      expect(new Set(list).size).toBe(list.length);
    }
  });

  it('describes everything in a line', () => {
    const { layouts, strategies, states, retirements, paths, scopes } = registry;
    const all = [layouts, strategies, states, retirements, paths, scopes].flat();
    for (const { name, description } of all) {
      expect(name, name).toMatch(/^[a-z0-9]+([.-][a-z0-9]+)*$/);
      expect(description, name).toMatch(/^\S.{0,98}\S$/);
    }
  });

  it('knows the words of the documentation', () => {
    expect(names(registry.layouts)).toEqual(
      expect.arrayContaining(['v5.16', 'v5.17', 'v6.1', 'hot-first']),
    );
    expect(names(registry.states)).toEqual(
      expect.arrayContaining(['hot', 'l1-evicted', 'l2-evicted', 'dram']),
    );
    expect(names(registry.retirements)).toEqual(expect.arrayContaining(['overlapped', 'drained']));
    expect(names(registry.paths)).toEqual([...PATHS]);
    expect(names(registry.scopes)).toEqual(['writes', 'init']);
    expect(registry.guestModes).toEqual([
      'unpaged',
      'two-level',
      'pae',
      'four-level',
      'five-level',
    ]);
  });

  it('has the strategies that the thread is about', () => {
    expect(names(registry.strategies)).toEqual(
      expect.arrayContaining([
        'field-by-field',
        'init-flag',
        'constant-once',
        'memcpy-rep-movsb',
        'memcpy-rep-movsq',
        'memcpy-mov64',
        'memcpy-libc',
        'memcpy-avx2',
        'memcpy-avx512',
        'memcpy-nontemporal',
        'memcpy-constants-rep-movsb',
        'memcpy-constants-mov64',
        'empty',
      ]),
    );
  });

  it('gives every layout the rules that its roles fit, its own first', () => {
    const rulesOf = new Map(registry.layouts.map(({ name, rules }) => [name, rules]));
    expect(Object.fromEntries(rulesOf)).toEqual({
      'v5.16': ['v5.17', 'v5.10'],
      'v5.17': ['v5.17', 'v5.10'],
      'v5.18': ['v5.17', 'v5.10'],
      'v5.19': ['v6.1'],
      'v6.1': ['v6.1'],
      'v6.12': ['v6.1'],
      'v6.18': ['v6.1'],
      'hot-first': ['v5.17', 'v5.10'],
    });
  });

  it('names the compiler', () => {
    expect(registry.compiler).toMatch(/\d+\.\d+/);
  });

  it('is a new object each time: a caller may change its own', () => {
    const mine = addon.registry();
    mine.strategies.length = 0;
    mine.layouts[0]?.fields.reverse();
    expect(addon.registry()).toEqual(registry);
  });
});

describe('strategies', () => {
  it('the baseline is equivalent to itself, and no control', () => {
    const baseline = registry.strategies.find(({ name }) => name === registry.baseline);
    expect(baseline).toMatchObject({ name: 'field-by-field', equivalent: true, control: false });
  });

  it('the controls are the harness alone and the self-test’s known differences, at the end', () => {
    const controls = names(registry.strategies.filter(({ control }) => control));
    expect(controls).toEqual([registry.control, 'probe-extra-store', 'probe-extra-line']);
    expect(names(registry.strategies).slice(-controls.length)).toEqual(controls);
    expect(registry.control).toBe('empty');
  });

  it('no control is among `all`, nor can it be asked for by name', () => {
    const { groups } = pickStrategies('all', registry);
    for (const { name, control } of registry.strategies) {
      if (!control) continue;
      expect(groups.flat()).not.toContain(name);
      expect(() => pickStrategies(name, registry)).toThrow(UsageError);
    }
  });

  it('what slows the core down for others is measured apart from them', () => {
    const isolated = registry.strategies.filter((strategy) => strategy.isolated);
    expect(names(isolated)).toEqual(['memcpy-avx512']);
  });

  it.each(registry.strategies)('$name: a caveat exactly where it is not equivalent', (strategy) => {
    expect(strategy.caveat === null).toBe(strategy.equivalent);
  });

  it('the memcpys copy templates, and nothing else does', () => {
    for (const { name, templates } of registry.strategies) {
      expect(templates, name).toBe(name.startsWith('memcpy-'));
    }
  });

  it('run here if the CPU has what they need, else say what is missing', () => {
    const { features } = addon.inspectHost();
    for (const { name, isa, unavailable } of registry.strategies) {
      const missing = isa.filter((feature) => !features.includes(feature));
      const reason = missing.length === 0 ? null : `this CPU lacks ${missing.join(', ')}`;
      expect(unavailable, name).toBe(reason);
    }
  });

  it('need the instructions that they are named after', () => {
    const isaOf = new Map(registry.strategies.map(({ name, isa }) => [name, isa]));
    expect(isaOf.get('memcpy-rep-movsb')).toEqual(['erms']);
    expect(isaOf.get('memcpy-avx2')).toEqual(['avx2']);
    expect(isaOf.get('memcpy-avx512')).toEqual(['avx512f']);
    expect(isaOf.get('field-by-field')).toEqual([]);
  });

  it('the baseline, the proposals and a memcpy run on any x86-64', () => {
    const everyCpu = ['field-by-field', 'init-flag', 'constant-once', 'memcpy-mov64', 'empty'];
    expect(names(runnable)).toEqual(expect.arrayContaining(everyCpu));
  });
});
