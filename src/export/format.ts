/** What a result can be exported as. A format knows one notation; adding one: a file, an entry in formats.ts. */

import type { Result } from '../report/result.js';

export interface ExportFormat {
  name: string;
  /** One line for the help. */
  description: string;
  /** Loaded when it is asked for: `--help` of any command names all formats. */
  load(): Promise<Exporter>;
}

export type Exporter = (result: Result) => Exported;

export interface Exported {
  /** The whole document, its last line ended. */
  text: string;
  /** How many entries it has: what one is, is the format's to say. */
  rows: number;
  /** What the notation cannot show, in one line. */
  note?: string;
}
