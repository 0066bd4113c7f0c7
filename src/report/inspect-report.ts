/** What `inspect` says, as plain values: the JSON is this, the text is made of it. Fields are only ever added. */
export interface InspectReport {
  readonly programs: readonly InspectedProgram[];
  /** Images that were opened, in the order of the command line. */
  readonly images: readonly InspectedImage[];
  /** With `--against IMAGE`. */
  readonly differences: readonly InspectedDifference[];
  readonly elapsedMs: number;
}

export interface InspectedModule {
  readonly path: string;
  readonly version: string;
  /** Empty where the build recorded none. */
  readonly sum: string;
  readonly replace?: InspectedModule;
}

/** A choice of the program with its reason. */
export interface InspectedChoice {
  readonly uses: string;
  readonly because: string;
}

export interface InspectedProgram {
  /** As the user named it. */
  readonly file: string;
  readonly sizeBytes: number;
  /** In hexadecimal; empty for a file that is not there. */
  readonly sha256: string;
  /** Null when the file is no executable. */
  readonly format: string | null;
  readonly platform: {
    readonly os: string | null;
    readonly arch: string | null;
    readonly bits: 32 | 64;
    readonly byteOrder: "little" | "big";
    /** Every machine of a universal file; what follows is said of the first. */
    readonly archs?: readonly string[];
  } | null;
  /** Null when nothing is known of Go; `unknown` says why. */
  readonly go: {
    readonly version: string;
    readonly path: string;
    readonly main: InspectedModule | null;
    readonly deps: readonly InspectedModule[];
    readonly settings: readonly { readonly key: string; readonly value: string }[];
    readonly race: boolean;
    readonly trimpath: boolean;
    readonly tags: readonly string[];
    readonly vcs: {
      readonly system: string;
      readonly revision: string | null;
      readonly time: string | null;
      readonly modified: boolean | null;
    } | null;
    readonly godebug: Readonly<Record<string, string>>;
    /** Code of cgo in the program, whatever the settings say. */
    readonly cgo: boolean;
    readonly dns: InspectedChoice;
    readonly users: InspectedChoice;
    readonly certificates: "system" | "own" | "none";
    readonly zones: "system" | "own" | "none";
  } | null;
  /** In the words of `go version -m`, with what was seen beyond them. */
  readonly unknown: { readonly reason: string; readonly detail: string | null } | null;
  readonly linkage: {
    readonly kind: string;
    readonly pie: boolean;
    readonly interpreter: string | null;
    readonly needed: readonly string[];
    readonly soname: string | null;
    readonly rpath: readonly string[];
    readonly runpath: readonly string[];
    readonly versions: readonly { readonly library: string; readonly versions: readonly string[] }[];
    /** The highest version asked of each library. */
    readonly floors: readonly { readonly library: string; readonly version: string }[];
    /** The oldest release of the operating system, where the file says so. */
    readonly minimumSystem: string | null;
  } | null;
  /** Only where an image was asked about. */
  readonly start?: InspectedStart;
  /** Only with `--against PATH`. */
  readonly contract?: InspectedContract;
}

/** A program against the repository that it was built from. */
export interface InspectedContract {
  readonly repository: string;
  /** The repository's module that it was built from; null where it is none of them, and nothing was compared. */
  readonly module: string | null;
  readonly findings: readonly {
    readonly kind:
      | "go-version"
      | "toolchain"
      | "module-version"
      | "replacement"
      | "sum"
      | "sum-missing"
      | "setting"
      | "uncommitted";
    /** What differs: a module, a flag. */
    readonly subject: string;
    readonly built: string;
    readonly promised: string;
    readonly file: string | null;
    readonly line: number | null;
    readonly harm: "S0" | "S1" | "S2" | "S3";
  }[];
  readonly unknown: readonly string[];
  /** The command of the repository that comes nearest to what built the program. */
  readonly site: { readonly title: string; readonly file: string; readonly line: number } | null;
  /** Sums, and the settings of one site, that are as promised. */
  readonly verified: number;
}

/** Two images, layer by layer. */
export interface InspectedDifference {
  readonly before: string;
  readonly after: string;
  readonly same: boolean;
  readonly layers: readonly {
    readonly position: number;
    readonly outcome: "same" | "packing" | "different" | "only-before" | "only-after";
    readonly differing: readonly {
      readonly path: string;
      readonly attributes: readonly {
        readonly name: string;
        readonly before: string;
        readonly after: string;
      }[];
    }[];
    readonly onlyBefore: readonly string[];
    readonly onlyAfter: readonly string[];
    readonly order: { readonly path: string; readonly instead: string } | null;
  }[];
  readonly config: readonly { readonly path: string; readonly before: string; readonly after: string }[];
}

/** Whether a program starts in an image, and what it will find there. */
export interface InspectedStart {
  readonly image: string;
  /** Where the program lies in the image; null for a file from outside. */
  readonly path: string | null;
  readonly outcome: "starts" | "does-not-start" | "unknown";
  readonly causes: readonly {
    readonly kind: string;
    readonly subject: string;
    readonly wantedBy: string;
    /** As the kernel, the loader or the engine will print it. */
    readonly words: string;
    readonly found: string | null;
  }[];
  readonly unknown: readonly string[];
  /** Files that the loader maps. */
  readonly loads: readonly string[];
  readonly surroundings: readonly {
    readonly kind: "certificates" | "zones" | "users";
    readonly outcome: "present" | "missing" | "own" | "not-needed";
    readonly path: string;
  }[];
}

export interface InspectedImage {
  readonly name: string;
  readonly digest: string | null;
  /** Of its configuration. */
  readonly platform: string;
  /** What the index lists it for; null where no index does. */
  readonly listedPlatform: string | null;
  readonly user: string;
  readonly entrypoint: readonly string[];
  readonly command: readonly string[];
  readonly layers: readonly {
    readonly digest: string | null;
    readonly diffId: string | null;
    readonly sizeBytes: number;
  }[];
}
