/** What the report is made of. A section knows one idea and how to say it; adding one: a file, a line in sections.ts. */

import type { Result } from '../result.js';
import type { Html } from './html.js';

export interface Section {
  /** Of the element, for links to it. */
  id: string;
  title: string;
  /** Where the result lacks what it shows: why, and how to get it. */
  render(result: Result): Html | Missing;
}

export interface Missing {
  missing: string;
}

export function isMissing(rendered: Html | Missing): rendered is Missing {
  return 'missing' in rendered;
}
