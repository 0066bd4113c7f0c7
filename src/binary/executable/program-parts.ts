import type { BlobReader } from "../blob-reader.ts";
import { findNames } from "./find-names.ts";
import type { Executable } from "./model.ts";

/** Which parts of the standard library were linked into a program: what is not reached is left out by the linker. */
export interface ProgramParts {
  /** Names or addresses are looked up. */
  readonly hasResolver: boolean;
  /** The lookup can call the system's library. */
  readonly hasSystemResolver: boolean;
  readonly hasUsers: boolean;
  readonly hasSystemUsers: boolean;
  readonly hasCgo: boolean;
  readonly hasPlugins: boolean;
  /** Certificate authorities of the system are read. */
  readonly hasSystemRoots: boolean;
  readonly hasOwnRoots: boolean;
  /** Time zones are loaded by name. */
  readonly hasZones: boolean;
  readonly hasOwnZones: boolean;
  /** GOOS by the runtime's own source files. */
  readonly os: string | undefined;
}

const resolver = ["net.(*Resolver).lookup*", "net.(*Resolver).Lookup*"];
const systemResolver = [
  "net._C_getaddrinfo",
  "net._C2func_getaddrinfo",
  "net._Cfunc_getaddrinfo",
  // From 1.12 to 1.19, also where darwin's library is called without cgo.
  "net.cgoIPLookup",
  "net.cgoLookupIPCNAME.func1",
  "net.cgoLookupHostIP",
];
const systems =
  "aix android darwin dragonfly freebsd ios js linux netbsd openbsd plan9 solaris wasip1 windows".split(" ");

const singles = {
  users: "os/user.*",
  systemUsers: "os/user._C*",
  // What C calls Go through; every program with cgo has it.
  cgo: "crosscall2",
  plugins: "plugin.Open",
  systemRoots: "crypto/x509.loadSystemRoots",
  ownRoots: "golang.org/x/crypto/x509roots/fallback.*",
  zones: "time.LoadLocation",
  ownZones: "time/tzdata.*",
} as const;

/** Looks for the parts of a Go program. */
export function findProgramParts(blob: BlobReader, executable: Executable): ProgramParts {
  const osNames = systems.map((system) => `*runtime/os_${system}.go`);
  const found = findNames(blob, executable, [
    ...resolver,
    ...systemResolver,
    ...Object.values(singles),
    ...osNames,
  ]);
  const hasAny = (names: readonly string[]): boolean => names.some((name) => found.has(name));
  const os = systems.filter((_, index) => found.has(osNames[index] ?? ""));
  return {
    hasResolver: hasAny(resolver),
    hasSystemResolver: hasAny(systemResolver),
    hasUsers: found.has(singles.users),
    hasSystemUsers: found.has(singles.systemUsers),
    hasCgo: found.has(singles.cgo),
    hasPlugins: found.has(singles.plugins),
    hasSystemRoots: found.has(singles.systemRoots),
    hasOwnRoots: found.has(singles.ownRoots),
    hasZones: found.has(singles.zones),
    hasOwnZones: found.has(singles.ownZones),
    // Android is built with linux's files, iOS with darwin's.
    os: os.find((one) => one === "android" || one === "ios") ?? os[0],
  };
}
