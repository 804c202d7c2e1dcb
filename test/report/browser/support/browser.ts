/** The system's own browser, as a reader of the report has one. */

import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import { type Browser, chromium } from 'playwright-core';
import { afterAll, beforeAll, beforeEach } from 'vitest';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'chrome'];

const MISSING = `no browser (${NAMES.join(', ')}): apt-get install chromium`;

/** Null: none in PATH. */
function findBrowser({ PATH = '' } = process.env): string | null {
  const folders = PATH.split(delimiter).filter((folder) => folder !== '');
  const files = NAMES.flatMap((name) => folders.map((folder) => join(folder, name)));
  return files.find(isExecutable) ?? null;
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/**
 * One for all tests of a file. Where there is none they are skipped, but in CI, which installs one,
 * they fail.
 *
 * @returns the browser, for use inside tests
 */
export function browserOfFile(): () => Browser {
  const executablePath = findBrowser();
  let browser: Browser | null = null;
  beforeAll(async () => {
    if (executablePath === null) {
      if (isCi()) throw new Error(MISSING);
      return;
    }
    // Without its sandbox, which root may not have; it shows our own pages only.
    browser = await chromium.launch({ executablePath, chromiumSandbox: false });
  });
  beforeEach(({ skip }) => skip(executablePath === null, MISSING));
  afterAll(() => browser?.close());
  return () => {
    if (browser === null) throw new Error('the browser has not been started');
    return browser;
  };
}

function isCi({ CI = '' } = process.env): boolean {
  return !['', 'false', '0'].includes(CI);
}
