/** What `breakwater diagnose` found, as its report formats get it. */
export interface DiagnoseReport {
  readonly causes: readonly DiagnosedCause[];
  readonly counts: { readonly lines: number; readonly logs: number; readonly patterns: number };
  /** What the causes were held against: the repository's name; undefined outside of one. */
  readonly repository: string | undefined;
  readonly elapsedMs: number;
}

/** One root cause with everything that is said of it. */
export interface DiagnosedCause {
  readonly pattern: string;
  readonly title: string;
  readonly rule: string | undefined;
  readonly confidence: number;
  /** The file in a log archive. */
  readonly log: string | undefined;
  readonly lines: readonly number[];
  /** How many lines match in all. */
  readonly count: number;
  readonly quote: string;
  readonly message: string;
  readonly fix: string;
  /** Why the line may be no error of this log. */
  readonly doubt: string | undefined;
  /** The command that printed it, and the site it belongs to. */
  readonly step: string | undefined;
  readonly site: string | undefined;
  readonly evidence: readonly {
    readonly file: string;
    readonly line: number;
    readonly says: "confirms" | "contradicts";
    readonly shows: string;
  }[];
  /** Later errors that follow from it. */
  readonly echoes: number;
  /** The other logs of the archive that show the same. */
  readonly also: readonly { readonly log: string; readonly lines: readonly number[] }[];
}
