/** CSV: one row a cell or boot, with its host, so that a folder of such files is one table. */

import type { Result } from '../report/result.js';
import { MEASURED_COLUMNS, RUN_COLUMNS } from './columns.js';
import type { Exported } from './format.js';
import { encodeCsv } from './rfc4180.js';
import { measuredRows, runRow } from './rows.js';

export function exportCsv(result: Result): Exported {
  const run = runRow(result);
  const rows = measuredRows(result).map((row) => [
    ...MEASURED_COLUMNS.map((column) => row[column]),
    ...RUN_COLUMNS.map((column) => run[column]),
  ]);
  return { text: encodeCsv([[...MEASURED_COLUMNS, ...RUN_COLUMNS], ...rows]), rows: rows.length };
}
