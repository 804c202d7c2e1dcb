/** Which layouts are measured, where, and whose resets are counted by. */

import { excerpt, UsageError, unknownName } from '../errors.js';
import type { NativeLayout, NativeRegistry } from '../host/native.js';
import { isFileName, LIVE } from '../layout/find-layout.js';
import { requireRunTimePlace } from '../layout/programs/programs.js';
import { requireWrites, rulesOfLayout } from '../layout/programs/run-time-layout.js';
import type { Layout } from '../layout/types.js';
import { usualLayouts } from '../layout/usual.js';
import { pickNames, type RunOptions } from './options.js';

/**
 * Layouts with the rules that each shall follow: its own, or the ones asked for where its struct has
 * room for their roles. `all`, and the usual ones where none is named, leave out those that have none.
 */
export function pickLayouts(
  list: string | undefined,
  rules: string | undefined,
  registry: NativeRegistry,
): { layout: NativeLayout; rules: string }[] {
  const { layouts } = registry;
  const nameOf = ({ name }: NativeLayout) => name;
  const names =
    list === undefined
      ? usualLayouts(layouts).map(nameOf)
      : pickNames('layout', list, layouts.map(nameOf));
  const known = rulesKnown(layouts);
  if (rules !== undefined && !known.includes(rules)) throw unknownName('rules', rules, known);
  const chosen = names.flatMap((name) => layouts.filter((layout) => layout.name === name));
  const fitting = chosen.filter((layout) => rules === undefined || layout.rules.includes(rules));
  const isAll = list === undefined || list.split(',').some((name) => name.trim() === 'all');
  const misfit = chosen.find((layout) => !fitting.includes(layout));
  if (misfit !== undefined && !isAll) {
    throw new UsageError(
      `--rules ${rules} does not fit layout ${misfit.name}, whose roles are those of ` +
        `${misfit.rules.join(' or ')}; leave --rules out for each layout's own`,
    );
  }
  return fitting.map((layout) => ({ layout, rules: rules ?? layout.rules[0] ?? '' }));
}

/** A layout of a plan. */
export interface ChosenLayout {
  name: string;
  /** Its own. */
  phase: number;
  rules: string | null;
  /** Null for a built-in one. */
  made: Layout | null;
}

/** Reads what is no built-in layout's name: a file, or `live`. @throws UsageError */
export type FindLayout = (name: string) => Layout;

/** Of another kernel, of a file, or one that a search has found: all that is not compiled. */
export function isRunTimeName(name: string): boolean {
  return name === LIVE || isFileName(name);
}

type Where = Pick<RunOptions, 'layout' | 'phase' | 'rules' | 'scope' | 'path' | 'guest' | 'calls'>;

/** Built-in ones first, in the order of `pickLayouts`. @throws UsageError */
export function chooseLayouts(
  options: Where,
  registry: NativeRegistry,
  findLayout: FindLayout,
): ChosenLayout[] {
  const { layout, rules } = options;
  const names = layout?.split(',').map((name) => name.trim()) ?? [];
  const compiled = names.filter((name) => !isRunTimeName(name));
  const builtIn =
    layout !== undefined && compiled.length === 0
      ? []
      : pickLayouts(layout === undefined ? undefined : compiled.join(), rules, registry).map(
          ({ layout: { name, phase }, rules: its }) => ({ name, phase, rules: its, made: null }),
        );
  const found = [...new Set(names.filter(isRunTimeName))].map(findLayout);
  requireDistinctNames(found, registry);
  const made = found.map((each) => chosenAtRunTime(each, options, registry));
  return [...builtIn, ...made];
}

function chosenAtRunTime(
  made: Layout,
  { phase, rules, scope, path, guest, calls }: Where,
  registry: NativeRegistry,
): ChosenLayout {
  const asked = Object.entries({ scope, path, guest, calls }).filter(
    ([, value]) => value !== undefined,
  );
  requireRunTimePlace(made.name, Object.fromEntries(asked));
  requireWrites(made);
  if (phase === undefined) requirePhase(made);
  const own = rulesOfLayout(made, registry);
  if (rules !== undefined) requireRules(rules, own, made.name, registry);
  return { name: made.name, phase: made.phase, rules: rules ?? own, made };
}

/** @throws UsageError with what else to do, where nothing can be measured at the layout's own phase */
export function requirePhase({ name, phase }: Layout, remedy = 'give one with --phase'): void {
  if (phase % 8 === 0) return;
  throw new UsageError(
    `layout ${excerpt(name)} lies at phase ${phase}, and only multiples of 8 are measured: ${remedy}`,
  );
}

function requireRules(
  rules: string,
  own: string | null,
  name: string,
  { layouts }: NativeRegistry,
): void {
  if (own === null) {
    throw new UsageError(
      `--rules ${excerpt(rules)}: layout ${excerpt(name)} is no struct kvm_mmu, which is what ` +
        'kernels have rules for; leave it out',
    );
  }
  const known = rulesKnown(layouts);
  if (!known.includes(rules)) throw unknownName('rules', rules, known);
}

function rulesKnown(layouts: readonly NativeLayout[]): string[] {
  return [...new Set(layouts.flatMap((layout) => layout.rules))];
}

/** A result tells layouts apart by name. @throws UsageError */
export function requireDistinctNames(
  made: readonly Pick<Layout, 'name' | 'origin'>[],
  { layouts }: Pick<NativeRegistry, 'layouts'>,
): void {
  const taken = new Set(layouts.map(({ name }) => name));
  for (const { name, origin } of made) {
    if (taken.has(name)) {
      const file = origin.kind === 'file' ? ` of ${excerpt(origin.file)}` : '';
      throw new UsageError(
        `layout ${excerpt(name)}${file} has the name of another layout: change its "name"`,
      );
    }
    taken.add(name);
  }
}
