/** Operating systems and architectures that go knows, and the pairs it can build for. */

/** Every name that counts as an operating system in a file name, also past and future ones. */
export const knownOs: ReadonlySet<string> = new Set(
  "aix android darwin dragonfly freebsd hurd illumos ios js linux nacl netbsd openbsd plan9 solaris wasip1 windows zos".split(
    " ",
  ),
);

/** Every name that counts as an architecture in a file name, also past and future ones. */
export const knownArch: ReadonlySet<string> = new Set(
  (
    "386 amd64 amd64p32 arm armbe arm64 arm64be loong64 mips mipsle mips64 mips64le mips64p32 mips64p32le " +
    "ppc ppc64 ppc64le riscv riscv64 s390 s390x sparc sparc64 wasm"
  ).split(" "),
);

const unixOs: ReadonlySet<string> = new Set(
  "aix android darwin dragonfly freebsd hurd illumos ios linux netbsd openbsd solaris".split(" "),
);

/** Whether the tag `unix` is on for this operating system. */
export function isUnixOs(goos: string): boolean {
  return unixOs.has(goos);
}

export interface Platform {
  readonly goos: string;
  readonly goarch: string;
  /** Whether cgo is on by default when building on this platform for itself. */
  readonly supportsCgo: boolean;
  /** First minor version whose `go tool dist list` has the pair; absent for pairs older than 1.16. */
  readonly since?: number;
  /** First minor version that no longer has it. */
  readonly until?: number;
}

const withCgo =
  "aix/ppc64 android/386 android/amd64 android/arm android/arm64 darwin/amd64 darwin/arm64 dragonfly/amd64 " +
  "freebsd/386 freebsd/amd64 freebsd/arm freebsd/arm64 freebsd/riscv64 illumos/amd64 ios/amd64 ios/arm64 " +
  "linux/386 linux/amd64 linux/arm linux/arm64 linux/loong64 linux/mips linux/mips64 linux/mips64le linux/mipsle " +
  "linux/ppc64le linux/riscv64 linux/s390x netbsd/386 netbsd/amd64 netbsd/arm netbsd/arm64 " +
  "openbsd/386 openbsd/amd64 openbsd/arm openbsd/arm64 openbsd/mips64 openbsd/riscv64 solaris/amd64 " +
  "windows/386 windows/amd64 windows/arm64";

const withoutCgo =
  "js/wasm linux/ppc64 openbsd/ppc64 plan9/386 plan9/amd64 plan9/arm wasip1/wasm windows/arm";

/** Pairs that came or went after Go 1.16, by the minor versions whose `go tool dist list` has them. */
const lifetimes: Readonly<Record<string, { since?: number; until?: number }>> = {
  "freebsd/riscv64": { since: 20, until: 26 },
  "linux/loong64": { since: 19 },
  "openbsd/mips64": { until: 21 },
  "openbsd/ppc64": { since: 22 },
  "openbsd/riscv64": { since: 23 },
  "wasip1/wasm": { since: 21 },
  "windows/arm": { until: 24 },
  "windows/arm64": { since: 17 },
};

/** Every pair that `go tool dist list` has named since Go 1.16. */
export const platforms: readonly Platform[] = [
  ...withCgo.split(" ").map((pair) => platformOf(pair, true)),
  ...withoutCgo.split(" ").map((pair) => platformOf(pair, false)),
];

function platformOf(pair: string, supportsCgo: boolean): Platform {
  const [goos = "", goarch = ""] = pair.split("/");
  return { goos, goarch, supportsCgo, ...lifetimes[pair] };
}

/** The pairs that a Go 1.N can build for. */
export function supportedPlatforms(goMinor: number): readonly Platform[] {
  return platforms.filter(
    ({ since = 0, until = Number.POSITIVE_INFINITY }) => since <= goMinor && goMinor < until,
  );
}

/** The first minor version that refuses a pair; a port that is only marked broken leaves `dist list` and still builds. */
const refusedFrom: Readonly<Record<string, number>> = { "windows/arm": 26, "openbsd/mips64": 27 };

/** Whether `go build` of a Go 1.N takes a pair. */
export function acceptsPlatform({ goos, goarch, since = 0 }: Platform, goMinor: number): boolean {
  return since <= goMinor && goMinor < (refusedFrom[`${goos}/${goarch}`] ?? Number.POSITIVE_INFINITY);
}

/** Whether cgo is on by default for builds on this platform for itself; linux/ppc64 joined in 1.27. */
export function supportsCgoByDefault(goos: string, goarch: string, goMinor?: number): boolean {
  if (goos === "linux" && goarch === "ppc64") return goMinor !== undefined && goMinor >= 27;
  return platforms.some((pair) => pair.goos === goos && pair.goarch === goarch && pair.supportsCgo);
}
