/** Pages in the browser, and all that they say and ask for behind the reader's back. */

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { onTestFinished } from 'vitest';
import { renderPage } from '../../../../src/report/html/page.js';
import type { Result } from '../../../../src/report/result.js';

export interface OpenPage {
  page: Page;
  /** Errors of scripts, what is on the console, dialogs. Empty on a page that is well. */
  complaints: string[];
  /** Addresses, but the page's own. */
  requests: string[];
}

export function openReport(
  browser: Browser,
  results: readonly Result[],
  options: BrowserContextOptions = {},
): Promise<OpenPage> {
  return openHtml(browser, pageOf(results), options);
}

/** The sources are results/0.json, results/1.json and so on. */
export function pageOf(results: readonly Result[]): string {
  return renderPage(results.map((result, index) => ({ source: `results/${index}.json`, result })));
}

/** In a desktop window, light; closed when the test ends. */
export async function openHtml(
  browser: Browser,
  html: string,
  options: BrowserContextOptions = {},
): Promise<OpenPage> {
  const folder = mkdtempSync(join(tmpdir(), 'kvm-mmu-bench-page-'));
  const context = await browser.newContext({
    viewport: { width: 1280, height: 900 },
    colorScheme: 'light',
    ...options,
  });
  onTestFinished(async () => {
    await context.close();
    rmSync(folder, { recursive: true });
  });
  const file = join(folder, 'report.html');
  writeFileSync(file, html);
  const own = pathToFileURL(file).href;
  const complaints: string[] = [];
  const requests: string[] = [];
  const page = await context.newPage();
  page.on('pageerror', (error) => complaints.push(`error: ${error.message}`));
  page.on('console', (message) => complaints.push(`${message.type()}: ${message.text()}`));
  page.on('dialog', (dialog) => {
    complaints.push(`dialog: ${dialog.message()}`);
    return dialog.dismiss();
  });
  page.on('request', (request) => {
    const [address = ''] = request.url().split('#');
    if (address !== own) requests.push(address);
  });
  await page.goto(own, { waitUntil: 'load' });
  return { page, complaints, requests };
}
