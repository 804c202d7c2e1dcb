import { describe, expect, it } from 'vitest';
import {
  compareVersions,
  kernelVersion,
  versionedLayouts,
} from '../../src/layout/kernel-version.js';

describe('the version of a release', () => {
  it.each([
    ['6.18.44-fc-v595', 6, 18],
    ['6.1.0-56-cloud-amd64', 6, 1],
    ['v5.9', 5, 9],
    ['6.12-rc3', 6, 12],
  ])('%s', (release, major, minor) => {
    expect(kernelVersion(release)).toEqual({ major, minor });
  });

  it.each(['', 'live', 'hot-first', '6', 'six.one', 'kernel 6.1', '6.99999'])(
    '%j: none',
    (text) => {
      expect(kernelVersion(text)).toBeNull();
    },
  );
});

describe('versions', () => {
  it('are compared as numbers: 6.2 is older than 6.10', () => {
    const names = ['v6.10', 'hot-first', 'v6.2', 'v5.19', 'v6.1'].map((name) => ({ name }));
    expect(versionedLayouts(names).map(({ layout }) => layout.name)).toEqual([
      ...['v5.19', 'v6.1', 'v6.2', 'v6.10'],
    ]);
    expect(compareVersions({ major: 6, minor: 1 }, { major: 6, minor: 1 })).toBe(0);
  });
});
