/** Who owns a field's bytes: letters and colours, since neither is enough alone. */

import { type Html, html } from '../html.js';
import { type ColourName, colour } from '../palette.js';

interface Role {
  letter: string;
  /** Null: not coloured. */
  colour: ColourName | null;
  meaning: string;
}

/** By the role's name in a result. */
const ROLES: Readonly<Record<string, Role>> = {
  constant: {
    letter: 'C',
    colour: 'series-2',
    meaning: 'constant: every reset of this kind of MMU stores the same',
  },
  'role-dependent': {
    letter: 'R',
    colour: 'series-1',
    meaning: 'role-dependent: follows the guest’s paging mode and SMM',
  },
  'zero-check': {
    letter: 'Z',
    colour: 'series-4',
    meaning: 'shadow_zero_check: rebuilt by every full reset',
  },
  metadata: {
    letter: 'M',
    colour: 'series-3',
    meaning: 'paging metadata: rebuilt only while the guest has paging on',
  },
  root: { letter: 'P', colour: 'series-8', meaning: 'page-table roots: not a reset’s' },
  untouched: { letter: 'U', colour: null, meaning: 'untouched by resets' },
};

const UNKNOWN: Role = { letter: '?', colour: null, meaning: 'unknown' };

export function roleOf(name: string): Role {
  return Object.hasOwn(ROLES, name) ? (ROLES[name] ?? UNKNOWN) : UNKNOWN;
}

export function roleColour(name: string): string | null {
  const { colour: named } = roleOf(name);
  return named === null ? null : colour(named);
}

export function roleLegend(): Html {
  return html`<ul class="swatches">
${Object.values(ROLES).map(
  ({ letter, colour: named, meaning }) =>
    html`<li><span class="swatch"${named === null ? '' : html` style="--swatch: ${colour(named)}"`}>${letter}</span> ${meaning}</li>\n`,
)}</ul>`;
}
