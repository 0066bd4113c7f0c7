/** Formats of executables that go can read. */
export type ExecutableFormat = "elf" | "mach-o" | "pe" | "xcoff" | "plan9";

/** A part of the file that is mapped to memory. */
export interface MappedRange {
  readonly address: number;
  readonly offset: number;
  /** In the file; memory may have more. */
  readonly sizeBytes: number;
}

/** What every format says about itself. */
export interface Executable {
  readonly format: ExecutableFormat;
  readonly bits: 32 | 64;
  readonly isBigEndian: boolean;
  /** GOARCH of the machine; undefined for one that go does not build for. */
  readonly arch: string | undefined;
  /** All machines of a universal file, this one first. */
  readonly archs?: readonly string[];
  /** GOOS, where the format itself tells. */
  readonly os: string | undefined;
  /** The machine as the format numbers it. */
  readonly machine: number;
  /** Addresses that hold bytes of the file, in the order of the file's own table. */
  readonly ranges: readonly MappedRange[];
  /** Where build info may lie; undefined where there is no such place. */
  readonly dataStart: { readonly address: number; readonly sizeBytes: number } | undefined;
  /** Where the names of Go's functions may lie. */
  readonly nameRanges: readonly { readonly offset: number; readonly sizeBytes: number }[];
  readonly linkage: Linkage;
}

/** What the system's loader is asked for. */
export interface Linkage {
  /** `static-pie`: moved anywhere in memory, yet it needs no library. */
  readonly kind: "static" | "static-pie" | "dynamic" | "shared-library";
  /** Whether it can be loaded at any address. */
  readonly isPie: boolean;
  readonly interpreter: string | undefined;
  readonly needed: readonly string[];
  readonly soname: string | undefined;
  readonly rpath: readonly string[];
  readonly runpath: readonly string[];
  /** Versions of symbols that libraries must have (ELF only). */
  readonly versionNeeds: readonly VersionNeed[];
  /** Versions that this library offers (ELF only). */
  readonly versionDefs: readonly string[];
  /** Whether all symbols must be there at start, not at their first call (ELF only). */
  readonly bindsNow: boolean;
  /** Whether the file itself says that it is a program at any address (ELF only). */
  readonly saysPie?: boolean | undefined;
  /** The oldest release of the system that starts it, where the file says so. */
  readonly minimumSystem?: string | undefined;
}

/** The symbol versions that one library must offer. */
export interface VersionNeed {
  readonly library: string;
  readonly versions: readonly { readonly name: string; readonly isWeak: boolean }[];
}

/** A linkage without anything. */
export const staticLinkage: Linkage = {
  kind: "static",
  isPie: false,
  interpreter: undefined,
  needed: [],
  soname: undefined,
  rpath: [],
  runpath: [],
  versionNeeds: [],
  versionDefs: [],
  bindsNow: false,
};
