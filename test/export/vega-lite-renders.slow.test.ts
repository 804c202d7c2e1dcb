/** Vega-Lite itself accepts, compiles and draws what is exported. */

import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';
import { beforeEach, describe, expect, it, type TestContext } from 'vitest';
import { exportVegaLite } from '../../src/export/vega-lite.js';
import type { Result } from '../../src/report/result.js';
import { once } from '../cli/command.js';
import { FIXTURES, fixture } from '../report/fixtures.js';

/** What is used of them: they are no dependencies, so their types may be missing. */
interface VegaLite {
  compile(specification: unknown, options: { logger: Logger }): { spec: unknown };
}
interface Vega {
  parse(specification: unknown): unknown;
  View: new (
    runtime: unknown,
    options: { renderer: 'none'; logger: Logger },
  ) => { toSVG(): Promise<string>; finalize(): void };
}
interface Ajv {
  default: new (options: object) => { compile(schema: unknown): Validate };
}
interface Validate {
  (value: unknown): boolean;
  errors?: unknown;
}

const require = createRequire(import.meta.url);

function pathOf(module: string): string | null {
  try {
    return require.resolve(module);
  } catch {
    return null;
  }
}

const paths = {
  vega: pathOf('vega'),
  vegaLite: pathOf('vega-lite'),
  schema: pathOf('vega-lite/vega-lite-schema.json'),
  ajv: pathOf('ajv'),
};

beforeEach(({ skip }: TestContext) => {
  const isMissing = Object.values(paths).includes(null);
  skip(isMissing, 'vega-lite is missing: npm install --no-save vega vega-lite ajv');
});

async function load<T>(path: string | null): Promise<T> {
  if (path === null) throw new Error('skipped too late');
  return import(pathToFileURL(path).href);
}

class Logger {
  readonly said: string[] = [];
  level = () => this;
  info = () => this;
  debug = () => this;
  warn = (...words: unknown[]) => this.say(words);
  error = (...words: unknown[]) => this.say(words);

  private say(words: readonly unknown[]): this {
    this.said.push(words.join(' '));
    return this;
  }
}

interface Drawn {
  svg: string;
  /** Warnings and errors of both programs. */
  said: string[];
}

async function draw(specification: unknown): Promise<Drawn> {
  const { compile } = await load<VegaLite>(paths.vegaLite);
  const { parse, View } = await load<Vega>(paths.vega);
  const logger = new Logger();
  const view = new View(parse(compile(specification, { logger }).spec), {
    renderer: 'none',
    logger,
  });
  const svg = await view.toSVG();
  view.finalize();
  return { svg, said: logger.said };
}

/** Compiled once: the schema has thousands of definitions. */
const validator = once(async (): Promise<Validate> => {
  const { default: Validator } = await load<Ajv>(paths.ajv);
  const schema: unknown = JSON.parse(readFileSync(paths.schema ?? '', 'utf8'));
  return new Validator({ strict: false, validateFormats: false }).compile(schema);
});

function exported(result: Result): unknown {
  return JSON.parse(exportVegaLite(result).text);
}

describe.each(FIXTURES)('%s', (name) => {
  it('is valid by the schema of the version that it names', async () => {
    const validate = await validator();
    expect(validate(exported(fixture(name))), JSON.stringify(validate.errors)).toBe(true);
  });

  it('is drawn without a warning, with the machine and the thread on it', async () => {
    const result = fixture(name);
    const { svg, said } = await draw(exported(result));
    expect(said).toEqual([]);
    expect(svg).toContain('the thread: 36 µs');
    expect(svg).toContain(result.host.hostname);
  });
});

describe('a mark', () => {
  it('stands for each strategy and state of the view, hollow where unresolved', async () => {
    const result = fixture('full');
    const { svg } = await draw(exported(result));
    const strategies = new Set(result.cells.map(({ strategy }) => strategy));
    const states = new Set(result.cells.map(({ state }) => state));
    const marks = svg.match(/aria-roledescription="point"/g) ?? [];
    expect(marks).toHaveLength((strategies.size - 1) * states.size);
    expect(svg.match(/aria-roledescription="point"[^>]*fill="white"/g)?.length).toBeGreaterThan(0);
  });
});
