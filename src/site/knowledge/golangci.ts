/** The Go that released binaries of golangci-lint were built by: the first release of each, from its changelog. */
const firstReleases: readonly { readonly release: readonly [number, number, number]; readonly go: number }[] =
  [
    { release: [1, 54, 0], go: 21 },
    { release: [1, 56, 0], go: 22 },
    { release: [1, 60, 1], go: 23 },
    { release: [1, 64, 2], go: 24 },
    { release: [2, 4, 0], go: 25 },
    { release: [2, 9, 0], go: 26 },
    { release: [2, 13, 0], go: 27 },
  ];

/**
 * N of the Go 1.N that built a release (`v1.55.2`, `v1.55` for its last patch); undefined for floating names,
 * for what is older than the table, and for versions newer than it.
 */
export function golangciBuiltWith(version: string): number | undefined {
  const match = /^v?(\d+)\.(\d+)(?:\.(\d+))?$/.exec(version);
  if (!match) return undefined;
  // A minor without patch means its newest patch.
  const release = [
    Number(match[1]),
    Number(match[2]),
    match[3] === undefined ? 99 : Number(match[3]),
  ] as const;
  const newest = firstReleases.at(-1);
  if (newest && compare([release[0], release[1], 0], [newest.release[0], newest.release[1], 0]) > 0)
    return undefined;
  return firstReleases.findLast((entry) => compare(entry.release, release) <= 0)?.go;
}

/** The first release whose binaries were built by Go 1.N (`v2.4.0`); undefined where the table knows none. */
export function firstGolangciFor(goMinor: number): string | undefined {
  const entry = firstReleases.find(({ go }) => go >= goMinor);
  return entry && `v${entry.release.join(".")}`;
}

function compare(a: readonly [number, number, number], b: readonly [number, number, number]): number {
  return a[0] - b[0] || a[1] - b[1] || a[2] - b[2];
}
