/** The table of sites as reports get it: plain words and places, filled by the command from the resolved sites. */

export interface EnvView {
  /** What the tree is called: the module path, or the folder's name. */
  readonly title: string;
  /** `go.mod: go 1.25.0, toolchain go1.25.4`; empty without a module. */
  readonly declared: string;
  /** `floor 1.25.0` or `lockstep`. */
  readonly contract: string;
  /** The developer's own go, in the human table only. */
  readonly shell: EnvRow | undefined;
  readonly rows: readonly EnvRow[];
  /** Files of systems that are not read, with the number of texts there that look like go commands. */
  readonly unread: readonly { readonly file: string; readonly system: string; readonly texts: number }[];
  /** The folder as the user named it; undefined for the current one. */
  readonly path: string | undefined;
  /** How the user can start the program again. */
  readonly program: string;
  readonly counts: {
    readonly sites: number;
    readonly files: number;
    readonly breaking: number;
    readonly unknown: number;
  };
}

export interface EnvRow {
  readonly id: string;
  readonly title: string;
  /** `breaks` the contract, `unknown` where files cannot tell, else `keeps`. */
  readonly state: "keeps" | "breaks" | "unknown";
  /** Version or range, with `refuses` or `switches`; or the reason why nothing can be known. */
  readonly go: string;
  readonly mode: string;
  readonly cgo: string;
  readonly tags: string;
  readonly modulesFrom: string;
  /** A stage that runs no go itself and that another stage goes on from: it is counted, and not printed. */
  readonly isBase: boolean;
  /** Why nothing of the row can be known; then the other cells are not printed. */
  readonly unknownBecause: string | undefined;
}

/** One site in full: each value with the steps that decided it. */
export interface EnvSiteView {
  readonly id: string;
  readonly title: string;
  /** `Dockerfile:1`. */
  readonly place: string;
  readonly values: readonly {
    readonly label: string;
    readonly value: string;
    readonly why: readonly { readonly text: string; readonly place: string }[];
  }[];
  readonly runs: readonly {
    readonly line: number;
    readonly text: string;
    /** The commands and calls that lead to it, from outside to inside. */
    readonly via: readonly string[];
    readonly notes: readonly string[];
  }[];
  readonly unknowns: readonly { readonly place: string; readonly reason: string }[];
}
