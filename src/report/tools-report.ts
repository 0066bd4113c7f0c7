/** What `tools verify` and `tools pin` say, as plain values. */

export interface ToolsPosition {
  readonly file: string;
  readonly line: number;
}

export interface ToolsPlace extends ToolsPosition {
  readonly kind: string;
  readonly declared: string;
  /** Whether it means the same release tomorrow. */
  readonly isExact: boolean;
  /** Where it is used, when that is another line. */
  readonly usedAt: ToolsPosition | undefined;
  /** Ids of the sites that come by. */
  readonly sites: readonly string[];
}

export interface ToolsInstalled {
  readonly path: string;
  readonly version: string;
  readonly go: string;
}

export interface ToolsRow {
  readonly name: string;
  readonly module: string;
  readonly places: readonly ToolsPlace[];
  /** Sites, hooks and steps that fail with it. */
  readonly blocks: readonly string[];
  /** Sites that run it and do not fail, or of which that is not known. */
  readonly runs: readonly string[];
  readonly installed: ToolsInstalled | undefined;
}

export interface ToolsFinding extends ToolsPosition {
  readonly kind: string;
  readonly tool: string;
  readonly harm: "S2" | "S3";
  readonly message: string;
  readonly remedy: string;
  readonly also: readonly ToolsPosition[];
}

export interface ToolsReport {
  readonly tools: readonly ToolsRow[];
  readonly findings: readonly ToolsFinding[];
  readonly unknowns: readonly (ToolsPosition & { readonly reason: string })[];
  readonly sites: number;
  readonly elapsedMs: number;
  /** Whether executables of this machine were looked at. */
  readonly isInstalledAsked: boolean;
}

/** What `pin` writes, and what stays for a person. */
export interface PinReport {
  readonly pins: readonly (ToolsPosition & {
    readonly tool: string;
    readonly version: string;
    readonly kind: string;
    /** Files that are edited for it. */
    readonly files: readonly string[];
  })[];
  /** Commands that only a person with a network can run. */
  readonly steps: readonly { readonly tool: string; readonly run: string; readonly reason: string }[];
  readonly notes: readonly (ToolsPosition & { readonly tool: string; readonly reason: string })[];
  readonly diffs: readonly string[];
  readonly files: readonly string[];
  readonly isWritten: boolean;
  readonly tools: number;
}
