/** Results as a page. */

import { UsageError } from '../errors.js';
import type { Result } from '../report/result.js';

export interface ReportOptions {
  /** By result, what the page calls it; its host and date if absent. */
  names?: readonly string[];
}

/**
 * One HTML page with charts and the tables behind them, which needs no other file and no network.
 * Several results stand side by side. The first call loads the charts, half a second.
 *
 * @throws UsageError where there is no result
 */
export async function renderReport(
  results: readonly Result[],
  { names = [] }: ReportOptions = {},
): Promise<string> {
  if (results.length === 0) {
    throw new UsageError('renderReport() needs a list of one result or more');
  }
  const { renderPage } = await import('../report/html/page.js');
  return renderPage(
    results.map((result, index) => ({ source: names[index] ?? nameOf(result), result })),
  );
}

function nameOf({ host, date }: Result): string {
  return `${host.hostname}, ${date}`;
}
