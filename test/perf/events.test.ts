/** Which event stands for a quantity on this CPU, from what perf list offers. */

import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { chooseEvents, type OfferedEvent, QUANTITIES } from '../../src/perf/events.js';
import { parseListJson, parseListText } from '../../src/perf/events-list.js';

/** What could end a name, a line or a string too early. */
const oddity = fc.constantFrom('a', '.', '[', ']', '{', '}', '"', ':', ',', ' ', '\n', '\0');

function fixture(name: string): string {
  return readFileSync(new URL(`../fixtures/perf/${name}`, import.meta.url), 'utf8');
}

function json(name: string): OfferedEvent[] {
  const events = parseListJson(fixture(name));
  if (events === null) throw new Error(`${name} is no list`);
  return events;
}

/** Of the quantities that depend on the vendor. */
function vendorEvents(offered: readonly OfferedEvent[], cpuVendor: string) {
  return Object.fromEntries(
    chooseEvents(offered, cpuVendor)
      .filter(({ quantity }) => quantity.kind === 'vendor')
      .map(({ quantity, event }) => [quantity.name, event]),
  );
}

describe('events are chosen by name', () => {
  it.each([
    [
      'an Intel big core',
      parseListText(fixture('list-5.10-intel.txt')),
      'GenuineIntel',
      ['resource_stalls.sb:u', 'ld_blocks.store_forward:u', 'cycle_activity.stalls_l1d_miss:u'],
    ],
    [
      'an Intel hybrid, whose big cores come first',
      json('list-6.8-hybrid.json'),
      'GenuineIntel',
      [
        'exe_activity.bound_on_stores:u',
        'ld_blocks.store_forward:u',
        'memory_activity.stalls_l1d_miss:u',
      ],
    ],
    [
      'a Zen 2, which has no stall of loads',
      parseListText(fixture('list-6.1-amd.txt')),
      'AuthenticAMD',
      [
        'de_dis_dispatch_token_stalls1.store_queue_token_stall:u',
        'ls_bad_status2.stli_other:u',
        null,
      ],
    ],
    [
      'a Zen 5',
      json('list-6.12-amd.json'),
      'AuthenticAMD',
      [
        'de_dispatch_stall_cycle_dynamic_tokens_part1.store_queue_rsrc_stall:u',
        'ls_bad_status2.stli_other:u',
        'ex_no_retire.load_not_complete:u',
      ],
    ],
    [
      'a VM without a PMU',
      parseListText(fixture('list-6.1-no-pmu.txt')),
      'GenuineIntel',
      [null, null, null],
    ],
  ])('of %s', (_, offered, cpuVendor, [buffer, forward, stall]) => {
    expect(vendorEvents(offered, cpuVendor)).toEqual({
      'store-buffer-full': buffer,
      'store-forward-blocked': forward,
      'L1d-stall': stall,
    });
  });

  it('with what perf says of them, and with the reason where none is offered', () => {
    const chosen = chooseEvents(parseListText(fixture('list-5.10-intel.txt')), 'GenuineIntel');
    expect(chosen.find(({ event }) => event === 'ld_blocks.store_forward:u')).toMatchObject({
      eventDescription:
        'Loads blocked due to overlapping with a preceding store that cannot be forwarded',
      reason: null,
    });
    expect(chooseEvents([], 'AuthenticAMD')[2]?.reason).toMatch(/^perf list offers no event/);
    expect(chooseEvents([], 'CentaurHauls')[2]?.reason).toBe(
      'no event of CentaurHauls is known for it',
    );
  });

  it("never another vendor's, whatever is offered", () => {
    const intel = parseListText(fixture('list-5.10-intel.txt'));
    expect(Object.values(vendorEvents(intel, 'AuthenticAMD'))).toEqual([null, null, null]);
  });

  it('generic ones in user mode, software ones as they are, all in the order of the columns', () => {
    const chosen = chooseEvents([], 'GenuineIntel');
    expect(chosen.map(({ quantity }) => quantity)).toEqual(QUANTITIES);
    for (const { quantity, event } of chosen) {
      if (quantity.kind === 'generic') expect(event).toBe(`${quantity.name}:u`);
      if (quantity.kind === 'software') expect(event).toBe(quantity.name);
    }
  });
});

describe('a list of perf', () => {
  it('has names and aliases in text, but no metrics and no placeholders', () => {
    const names = parseListText(fixture('list-5.10-intel.txt')).map(({ name }) => name);
    expect(names).toContain('branches');
    expect(names).toContain('resource_stalls.scoreboard');
    expect(names).not.toContain('tma_store_fwd_blk');
    expect(names.filter((name) => name.includes(' '))).toEqual([]);
  });

  it('names each event once, although both kinds of core have it', () => {
    const names = json('list-6.8-hybrid.json').map(({ name }) => name);
    expect(names).toHaveLength(new Set(names).size);
    expect(names).not.toContain(undefined);
  });

  it.each(['list-6.1-no-json.txt', 'list-6.1-no-pmu.txt'])('is not JSON in %s', (name) => {
    expect(parseListJson(fixture(name))).toBeNull();
  });

  it('of any names and wrapped descriptions is read as it was meant', () => {
    const word = fc.stringMatching(/^[a-z][a-z0-9_.-]{0,12}$/);
    const event = fc.record({ name: word, words: fc.array(word, { minLength: 1, maxLength: 9 }) });
    fc.assert(
      fc.property(fc.uniqueArray(event, { selector: ({ name }) => name }), (events) => {
        const text = events.map(
          ({ name, words }) => `  ${name}\n       [${words.join('\n        ')}]`,
        );
        expect(parseListText(`\n${text.join('\n')}\n`)).toEqual(
          events.map(({ name, words }) => ({ name, description: words.join(' ') })),
        );
        const listed = events.map(({ name, words }) => ({
          EventName: name,
          BriefDescription: words.join('\n'),
        }));
        expect(parseListJson(JSON.stringify(listed))).toEqual(
          events.map(({ name, words }) => ({ name, description: words.join(' ') })),
        );
      }),
    );
  });

  it('may be anything else: then it offers nothing, and nothing breaks', () => {
    fc.assert(
      fc.property(fc.string({ unit: oddity }), (text) => {
        for (const { name } of parseListText(text)) expect(name).not.toBe('');
        parseListJson(text);
      }),
    );
  });
});
