/** The HTML report of results: where it goes, and making it. */

import type { Reported } from '../report/html/page.js';

const RESULT_ENDING = /\.json$/;

/** `results/latest.html` of `results/latest.json`; null where the name is no such file's. */
export function reportBeside(resultPath: string): string | null {
  return RESULT_ENDING.test(resultPath) ? resultPath.replace(RESULT_ENDING, '.html') : null;
}

/** Loading the charts takes half a second, which only those wait for who want a page. */
export async function renderReport(reported: readonly Reported[]): Promise<string> {
  const { renderPage } = await import('../report/html/page.js');
  return renderPage(reported);
}
