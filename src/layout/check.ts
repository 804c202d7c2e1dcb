/** Whether a kernel's struct is as the built-in layout of its version says. */

import { excerpt, UsageError } from '../errors.js';
import { diffLayouts, type LayoutDiff } from './diff.js';
import { compareVersions, kernelVersion, versionedLayouts } from './kernel-version.js';
import type { Layout } from './types.js';

/**
 * The built-in layout of the newest version that is not newer than the layout's kernel.
 *
 * @throws UsageError where there is none, or the kernel is unknown
 */
export function builtInFor({ name, kernel }: Layout, builtIn: readonly Layout[]): Layout {
  const version = kernel === null ? null : kernelVersion(kernel);
  if (version === null) {
    const why = kernel === null ? 'does not say its kernel' : `is of kernel ${excerpt(kernel)}`;
    throw new UsageError(
      `layout ${excerpt(name)} ${why}, expected a release such as 6.18.0: ` +
        'say with --against NAME which built-in layout it should be like',
    );
  }
  const versioned = versionedLayouts(builtIn);
  const known = versioned.filter((each) => compareVersions(each.version, version) <= 0);
  const newest = known.at(-1);
  if (newest !== undefined) return newest.layout;
  const oldest = versioned[0]?.layout.name ?? 'none';
  throw new UsageError(
    `no built-in layout is as old as kernel ${excerpt(kernel ?? '')}, the oldest is ${oldest}: ` +
      'say with --against NAME which one it should be like',
  );
}

/** A is what is built in. Roles are left out: what was read from a kernel has the built-in ones'. */
export function checkAgainst(builtIn: Layout, layout: Layout): LayoutDiff {
  const { struct, fields } = diffLayouts(builtIn, layout);
  return {
    struct,
    fields: fields.flatMap((field) => {
      const changes = field.changes.filter((change) => change !== 'role');
      return changes.length === 0 ? [] : [{ ...field, changes }];
    }),
  };
}
