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
