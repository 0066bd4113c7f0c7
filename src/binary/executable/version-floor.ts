import { compareNumbers } from "./compare-numbers.ts";
import type { VersionNeed } from "./model.ts";

/** The oldest release of a library that has every symbol a program needs. */
export interface VersionFloor {
  readonly library: string;
  /** `GLIBC_2.34`. */
  readonly version: string;
}

/** The highest version asked of each library and each of its version names. */
export function versionFloors(needs: readonly VersionNeed[]): readonly VersionFloor[] {
  return needs.flatMap(({ library, versions }) => {
    const highest = new Map<string, readonly number[]>();
    for (const { name } of versions) {
      const [, prefix, digits] = /^(.+_)(\d+(?:\.\d+)*)$/.exec(name) ?? [];
      if (prefix === undefined || digits === undefined) continue;
      const numbers = digits.split(".").map(Number);
      const before = highest.get(prefix);
      if (!before || compareNumbers(numbers, before) > 0) highest.set(prefix, numbers);
    }
    return [...highest].map(([prefix, numbers]) => ({ library, version: `${prefix}${numbers.join(".")}` }));
  });
}
