import { beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { SEQUENCES } from '../../src/hazard/sequences.js';
import { resultSchema } from '../../src/report/result.js';
import { displayWidth } from '../../src/report/text.js';
import { run, skipWithoutAddon } from './command.js';

const hazardDocument = z.strictObject({
  sequences: z.array(z.strictObject({ name: z.string(), description: z.string() })),
  hazards: z.array(resultSchema.shape.hazards.unwrap().element.strict()),
});

beforeEach(skipWithoutAddon);

describe.concurrent('hazard --json', () => {
  it('is one document: the sequences, and of each what is stale', async () => {
    const where = ['--layout', 'v5.17,v6.1', '--path', 'all', '--strategy', 'init-flag'];
    const { code, stdout, stderr } = await run(['hazard', ...where, '--json']);
    // What a strategy leaves stale is the answer, not a failure.
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    const { sequences, hazards } = hazardDocument.parse(JSON.parse(stdout));
    expect(sequences).toEqual(SEQUENCES.map(({ name, description }) => ({ name, description })));
    const places = ['v5.17', 'v6.1'].flatMap((layout) =>
      ['tdp', 'npt', 'shadow'].flatMap((path) =>
        SEQUENCES.map(({ name }) => `init-flag ${name} ${layout} ${path}`),
      ),
    );
    expect(
      hazards.map(({ strategy, sequence, layout, path }) =>
        [strategy, sequence, layout, path].join(' '),
      ),
    ).toEqual(places);
    expect(hazards.filter(({ stale }) => stale.length > 0)).toMatchObject([
      { layout: 'v5.17', path: 'tdp', sequence: 'maxphyaddr' },
    ]);
  });
});

describe.concurrent('hazard as text', () => {
  it('is a table of all strategies on v5.17, with the sequences, within 80 columns', async () => {
    const { code, stdout, stderr } = await run(['hazard']);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout.match(/^Stale bytes .*$/gm)).toEqual([
      'Stale bytes after sequences of resets: v5.17, tdp',
    ]);
    expect(stdout).toMatch(/^init-flag +5 of 6 {2}maxphyaddr$/m);
    expect(stdout).toMatch(/^field-by-field +6 of 6 {2}nothing$/m);
    for (const { name } of SEQUENCES) expect(stdout).toMatch(new RegExp(`^${name}: `, 'm'));
    for (const line of stdout.trimEnd().split('\n')) {
      expect(displayWidth(line), line).toBeLessThanOrEqual(80);
      expect(line).not.toMatch(/\p{Cc}/u);
    }
  });
});
