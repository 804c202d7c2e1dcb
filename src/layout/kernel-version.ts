/** Versions of Linux, as releases and built-in layouts are named after them. */

export interface KernelVersion {
  major: number;
  minor: number;
}

/** Of `6.18.44-cloud-amd64`, as `uname -r` says it, or of `v6.18`; null for what begins otherwise. */
export function kernelVersion(release: string): KernelVersion | null {
  const [, major, minor] = /^v?(\d{1,4})\.(\d{1,4})(?!\d)/.exec(release) ?? [];
  return major === undefined || minor === undefined
    ? null
    : { major: Number(major), minor: Number(minor) };
}

/** Negative where the first is the older one. */
export function compareVersions(one: KernelVersion, other: KernelVersion): number {
  return one.major - other.major || one.minor - other.minor;
}

export interface Versioned<T> {
  version: KernelVersion;
  layout: T;
}

/** Layouts that are named after a version, the oldest first. */
export function versionedLayouts<T extends { name: string }>(
  layouts: readonly T[],
): Versioned<T>[] {
  return layouts
    .flatMap((layout) => {
      const version = kernelVersion(layout.name);
      return version === null ? [] : [{ version, layout }];
    })
    .sort((one, other) => compareVersions(one.version, other.version));
}
