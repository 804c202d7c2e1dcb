/** Views of a result that differ in two ways, chosen by two rows of buttons. */

import { groupBy, pathAndScope } from '../groups.js';
import type { CellResult } from '../result.js';
import type { Html } from './html.js';
import { switcher } from './switcher.js';

export interface NestedView {
  outer: string;
  inner: string;
  body: Html;
}

/** @param labels what the two rows of buttons choose */
export function nestedSwitcher(
  labels: { outer: string; inner: string },
  views: readonly NestedView[],
): Html {
  const outer = groupBy(views, (view) => view.outer).map((group) => {
    const inner = group.map(({ inner: name, body }) => ({ name, body }));
    return { name: group[0].outer, body: switcher(labels.inner, inner) };
  });
  return switcher(labels.outer, outer);
}

type Kind = Pick<CellResult, 'path' | 'scope' | 'rules'> &
  Partial<Pick<CellResult, 'calls' | 'guest'>>;

/** What the views have in common, but for those that say otherwise. */
export function usualText(usual: Kind): string {
  const guest = usual.guest === undefined ? '' : `, ${usual.guest} guest`;
  return `All of ${pathAndScope(usual)}${guest}, where a button does not say otherwise.`;
}

/** Nothing for the first kind of all, which `usualText` describes; its own of any other. */
export function unusual(kind: Kind, usual: Kind): string[] {
  const own = pathAndScope(kind);
  return [
    ...(own === pathAndScope(usual) ? [] : [own]),
    ...(kind.guest === undefined || kind.guest === usual.guest ? [] : [`${kind.guest} guest`]),
  ];
}
