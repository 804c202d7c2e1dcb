/** Who else's code runs, and that it is said why. */

import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { lockedPackages, manifestOf, NPM_TIMEOUT_MS, ran, read, runtimePackages } from './npm.js';

const PAGE = 'docs/supply-chain.md';
const LICENCES = ['0BSD', 'Apache-2.0', 'BSD-3-Clause', 'BlueOak-1.0.0', 'ISC', 'MIT'];
/** Code of others that runs when this project is installed for development. */
const INSTALL_SCRIPTS = ['esbuild'];

/** First column of the page's table of dependencies, and the last. */
function explained(): Map<string, string> {
  const rows = read(PAGE).matchAll(/^\| `([@\w/-]+)` \|.*\| ([^|]+) \|$/gm);
  return new Map([...rows].map(([, name = '', reason = '']) => [name, reason]));
}

describe('runtime dependencies', () => {
  it(`are those that ${PAGE} gives a reason for`, () => {
    const named = [...explained().keys()];
    expect(named).toEqual(Object.keys(manifestOf().dependencies));
    for (const reason of explained().values()) expect(reason.length).toBeGreaterThan(20);
  });

  it('are installed without scripts of theirs', () => {
    const found = runtimePackages().filter(({ hasInstallScript }) => hasInstallScript);
    expect(found.map(({ name }) => name)).toEqual([]);
  });

  it('have licences that ask for no more than a notice', () => {
    const others = runtimePackages().filter(({ license = 'none' }) => !LICENCES.includes(license));
    expect(others.map(({ name, license }) => `${name}: ${license}`)).toEqual([]);
  });

  it('have their licences and their number on the page', () => {
    const licences = new Set(runtimePackages().map(({ license }) => license));
    expect([...licences].sort()).toEqual([...LICENCES].sort());
    for (const licence of LICENCES) expect(read(PAGE)).toContain(licence);
    const { length } = runtimePackages();
    expect(read(PAGE)).toContain(`${length} packages`);
  });

  it('run on every Node that package.json promises', () => {
    // The narrowest: commander takes 20 and later.
    expect(manifestOf().engines.node).toBe(manifestOf('node-gyp').engines.node);
  });
});

describe('scripts at installation', () => {
  it('are the build of the addon here, and what package.json allows of others', () => {
    const hooks = /^(pre|post)?install$|^(pre|post)?prepare$|^dependencies$/;
    const { scripts, allowScripts } = manifestOf();
    const own = Object.entries(scripts).filter(([name]) => hooks.test(name));
    expect(Object.fromEntries(own)).toEqual({
      install: 'node native/build.mjs',
      // After `npm ci` in a checkout and before packing only, never at a user's.
      prepare: 'node src/build.mjs',
    });
    expect(allowScripts).toEqual(Object.fromEntries(INSTALL_SCRIPTS.map((name) => [name, true])));
    const others = lockedPackages().filter(({ hasInstallScript }) => hasInstallScript);
    // fsevents is for macOS, where nothing can be measured.
    const running = others.map(({ name }) => name).filter((name) => name !== 'fsevents');
    expect([...new Set(running)]).toEqual(INSTALL_SCRIPTS);
  });
});

describe('the lock file', () => {
  it('has one version of everything that package.json names, exactly', () => {
    const { dependencies, devDependencies } = manifestOf();
    const direct = new Map(lockedPackages().map(({ path, version }) => [path, version]));
    for (const [name, version] of Object.entries({ ...dependencies, ...devDependencies })) {
      expect(version, name).toMatch(/^\d+\.\d+\.\d+$/);
      expect(direct.get(`node_modules/${name}`), name).toBe(version);
    }
  });

  it('has a hash of every package', () => {
    const packages = lockedPackages();
    expect(packages.length).toBeGreaterThan(100);
    const unhashed = packages.filter(({ integrity = '' }) => !integrity.startsWith('sha512-'));
    expect(unhashed.map(({ name }) => name)).toEqual([]);
  });

  it('names no other registry than the public one, if any', () => {
    const elsewhere = lockedPackages().filter(
      ({ resolved = 'https://registry.npmjs.org/' }) =>
        !resolved.startsWith('https://registry.npmjs.org/'),
    );
    expect(elsewhere.map(({ name, resolved }) => `${name}: ${resolved}`)).toEqual([]);
  });

  it(
    'is what is installed: npm ls has nothing to say',
    async () => {
      const listed: unknown = JSON.parse(await ran('npm', ['ls', '--all', '--json']));
      expect(listed).not.toHaveProperty('problems');
    },
    NPM_TIMEOUT_MS,
  );
});

const bill = z.object({
  bomFormat: z.literal('CycloneDX'),
  metadata: z.object({ component: z.object({ name: z.string(), purl: z.string() }) }),
  components: z.array(
    z.object({
      name: z.string(),
      version: z.string(),
      hashes: z.array(z.object({ alg: z.string(), content: z.string() })).min(1),
      licenses: z.array(z.unknown()).min(1),
    }),
  ),
});

describe('npm run sbom', () => {
  it(
    'lists this package and all that it brings, with versions, hashes and licences',
    async () => {
      const text = await ran('npm', ['run', '--silent', 'sbom']);
      const { metadata, components } = bill.parse(JSON.parse(text));
      expect(metadata.component.name).toBe('kvm-mmu-bench');
      expect(metadata.component.purl).toMatch(/^pkg:npm\/kvm-mmu-bench@/);
      const named = (each: { name: string; version: string }) => `${each.name} ${each.version}`;
      const brought = new Set(runtimePackages().map(named));
      expect(components.map(named).sort()).toEqual([...brought].sort());
    },
    NPM_TIMEOUT_MS,
  );
});
