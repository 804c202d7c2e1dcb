/** Known holes in what users install; the registry is asked, which not every network allows. */

import { expect, it } from 'vitest';
import { z } from 'zod';
import { NPM_TIMEOUT_MS, NpmError, ran } from './npm.js';

const audited = z.object({
  metadata: z.object({ vulnerabilities: z.object({ high: z.number(), critical: z.number() }) }),
});

/** What npm printed, also where it ended with an error: so it does when it finds something. */
async function audit(): Promise<unknown> {
  try {
    return JSON.parse(await ran('npm', ['audit', '--omit=dev', '--json']));
  } catch (error) {
    if (!(error instanceof NpmError)) throw error;
    return JSON.parse(error.stdout || '{}');
  }
}

it(
  'no runtime dependency has an advisory of high severity',
  async ({ skip }) => {
    const answer = audited.safeParse(await audit());
    if (!answer.success) skip("the registry does not answer 'npm audit': run it where it does");
    expect(answer.data?.metadata.vulnerabilities).toMatchObject({ high: 0, critical: 0 });
  },
  NPM_TIMEOUT_MS,
);
