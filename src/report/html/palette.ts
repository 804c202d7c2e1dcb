/**
 * The page's colours by name, light and dark. Text has a contrast of 4.5 to 1 with the paper, graphics
 * 3 to 1; the series keep their distance for colour-blind readers too (both are tested).
 */

export const LIGHT_COLOURS = {
  ink: '#1a1a1a',
  faint: '#5f5f5f',
  grid: '#d9d9d9',
  paper: '#ffffff',
  surface: '#f3f4f6',
  claim: '#a8201a',
  'series-1': '#126eaf',
  'series-2': '#c48402',
  'series-3': '#259475',
  'series-4': '#b57eb9',
  'series-5': '#1a94f9',
  'series-6': '#ba4d19',
  'series-7': '#614409',
  'series-8': '#55575c',
} as const;

export type ColourName = keyof typeof LIGHT_COLOURS;

export const DARK_COLOURS: Readonly<Record<ColourName, string>> = {
  ink: '#ececec',
  faint: '#a6a6a6',
  grid: '#3a3d42',
  paper: '#16181c',
  surface: '#22252b',
  claim: '#ff8a80',
  'series-1': '#3a9ffc',
  'series-2': '#e69f02',
  'series-3': '#289b73',
  'series-4': '#b67bbf',
  'series-5': '#a5dcfa',
  'series-6': '#d9602b',
  'series-7': '#f0e441',
  'series-8': '#abacb0',
};

export const SERIES_NAMES = [
  'series-1',
  'series-2',
  'series-3',
  'series-4',
  'series-5',
  'series-6',
  'series-7',
  'series-8',
] as const satisfies readonly ColourName[];

/** As CSS, which the page gives its value. */
export function colour(name: ColourName): string {
  return `var(--${name})`;
}

/** The declarations of a rule. */
export function cssVariables(colours: Readonly<Record<ColourName, string>>): string {
  return Object.entries(colours)
    .map(([name, value]) => `--${name}: ${value};`)
    .join(' ');
}
