/** `list`: the names that options take, from the registries themselves. */

import type { Command } from 'commander';
import { unknownName } from '../../errors.js';
import { exitsOf } from '../../explain/between.js';
import { HYPOTHESES } from '../../explain/hypotheses/hypotheses.js';
import { findHazards } from '../../hazard/hazards.js';
import type { Hazard } from '../../hazard/types.js';
import { loadAddon } from '../../host/addon.js';
import type { NativeAddon, NativeRegistry } from '../../host/native.js';
import { hazardTables } from '../../report/hazard-table.js';
import { textOptions } from '../../report/tables.js';
import { wrap } from '../../report/text.js';
import { listRules } from '../../workload/rules.js';
import { listWorkloads } from '../../workload/workloads.js';
import { printJson, printText, runCommand, wantsColour } from '../output.js';

interface Entry {
  name: string;
  description: string;
}

type Listing = (registry: NativeRegistry, addon: NativeAddon) => Entry[];

/** Kinds by the word that error messages use for several of them. */
const LISTINGS: Readonly<Record<string, Listing>> = {
  layouts: ({ layouts }) =>
    layouts.map(({ name, description, sizeBytes, phase, rules }) => ({
      name,
      description:
        `${sizeBytes} bytes at phase ${phase}: ${description}; ` +
        `follows the rules of ${rules.join(' or ')}`,
    })),
  strategies: ({ strategies }) =>
    // Controls are the harness's: no option takes them.
    strategies
      .filter(({ control }) => !control)
      .map(({ name, description, caveat, unavailable }) => ({
        name,
        description: [
          description,
          ...(caveat !== null ? [`not equivalent: ${caveat}`] : []),
          ...(unavailable !== null ? [`skipped here: ${unavailable}`] : []),
        ].join('; '),
      })),
  states: ({ bootStates }) => bootStates,
  retirements: ({ retirements }) => retirements,
  paths: ({ paths }) => paths,
  scopes: ({ scopes }) => scopes,
  'guest-modes': ({ guestModes }) =>
    guestModes.map((name) => ({ name, description: GUEST_MODES[name] })),
  workloads: () => listWorkloads().map(({ id, description }) => ({ name: id, description })),
  hypotheses: () =>
    HYPOTHESES.map(({ id, statement, contrast }) => ({
      name: id,
      description: `${statement} Compared: ${contrast}`,
    })),
  exits: (_, addon) =>
    exitsOf(addon.labMeans()).map(({ name, description, unavailable }) => ({
      name,
      description: withReason(description, 'skipped here', unavailable),
    })),
  counters: (_, addon) =>
    addon.counterEvents().map(({ name, description, unavailable }) => ({
      name,
      description: withReason(description, 'not counted here', unavailable),
    })),
  rules: () => listRules().map(({ name, description }) => ({ name, description })),
};

function withReason(description: string, what: string, reason: string | null): string {
  return reason === null ? description : `${description}; ${what}: ${reason}`;
}

const GUEST_MODES: Readonly<Record<NativeRegistry['guestModes'][number], string>> = {
  unpaged: 'CR0.PG clear: real mode or flat 32-bit, as SeaBIOS runs',
  'two-level': '32-bit paging',
  pae: 'PAE paging',
  'four-level': 'long mode',
  'five-level': 'long mode with LA57',
};

export function addList(program: Command): void {
  program
    .command('list')
    .argument('[kind]', `one of ${Object.keys(LISTINGS).join(', ')}`)
    .option('--json', 'print JSON and nothing else')
    .action(runCommand(list));
}

function list(kind: string | undefined, { json }: { json?: boolean }) {
  const kinds = Object.keys(LISTINGS);
  if (kind !== undefined && !kinds.includes(kind)) throw unknownName('kind', kind, kinds, 'list');
  const addon = loadAddon();
  const registry = addon.registry();
  const listings = kinds
    .filter((each) => kind === undefined || each === kind)
    .map((each): [string, Entry[]] => [each, LISTINGS[each]?.(registry, addon) ?? []]);
  const hazards = kind === undefined || kind === 'strategies' ? hazardsOf(addon, registry) : [];
  if (json) {
    printJson({
      ...Object.fromEntries(listings),
      ...(hazards.length > 0 ? { hazards } : {}),
    });
  } else {
    const texts = listings.map(([title, entries]) => render(title, entries));
    const options = textOptions(process.stdout.columns, wantsColour(process.stdout));
    printText(
      [...texts, ...(hazards.length > 0 ? [hazardTables(hazards, options)] : [])].join('\n\n'),
    );
  }
  return undefined;
}

/** On the thread's next release; `hazard` has the other layouts. */
const HAZARD_LAYOUT = 'v5.17';

function hazardsOf(addon: NativeAddon, registry: NativeRegistry): Hazard[] {
  const strategies = registry.strategies.map(({ name }) => name);
  return findHazards(addon, registry, { layout: HAZARD_LAYOUT, path: 'tdp', strategies });
}

function render(title: string, entries: readonly Entry[]): string {
  const { columns } = textOptions(process.stdout.columns, wantsColour(process.stdout));
  const lines = entries.map(
    ({ name, description }) => `  ${name}\n${indented(description, columns)}`,
  );
  return [title, ...lines].join('\n');
}

const INDENT = '      ';

/** `wrap` leaves the first line where it is. */
function indented(text: string, columns: number): string {
  return wrap(text, columns - INDENT.length).replace(/^/gm, INDENT);
}
