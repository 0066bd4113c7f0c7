/** The tools of a repository: every place that says which version runs, and what fails with it. */
import type { Place } from "../text/span.ts";
import type { Unknown } from "../workspace/unknown.ts";

/** What kind of place declares a tool. */
export type PlaceKind =
  | "go install"
  | "go run"
  | "go get"
  | "tool directive"
  | "tools.go"
  | "go.mod"
  | "bingo"
  | "mise"
  | "tool-versions"
  | "aqua"
  | "version file"
  | "pre-commit"
  | "action"
  | "image"
  | "download"
  | "devcontainer"
  | "editor";

/** `exact`: one release for ever; `floor`: whatever is newest that day; `part`: the newest patch of a minor; `open`: files cannot tell. */
export type Precision = "exact" | "floor" | "part" | "open";

/** One place that says which version of a tool runs. */
export interface ToolPlace {
  readonly kind: PlaceKind;
  /** The line a person would edit: where the version itself stands, where that can be found. */
  readonly at: Place;
  /** The line that installs or runs the tool, where it is another one. */
  readonly usedAt?: Place;
  /** `v1.60.1`, `latest`, `~> v2`; why it cannot be known when `precision` is `open`. */
  readonly declared: string;
  readonly precision: Precision;
  /** The package, where the place names one. */
  readonly package?: string;
  /** Ids of the sites that come by here; empty for files that no site reads. */
  readonly sites: readonly string[];
  /** Where it runs: for everyone who pushes, or on one developer's machine. */
  readonly reach: "pipeline" | "developer";
  /** No finding is made of a floor here: a canary, or a tool that is asked for the newest by its purpose. */
  readonly mayFloat?: true;
  /** How a release is written here where the text does not show it; `other` means that more hangs on it. */
  readonly style?: "plain" | "other";
  /** The program is not compiled here but fetched as it was released. */
  readonly isReleased?: true;
  /** The go.mod that decides the version, or in whose module the command stands. */
  readonly moduleFile?: string;
}

/** A site, hook or step that runs a tool. */
export interface ToolUse {
  readonly site: string;
  readonly at: Place;
  /** Whether the site fails when the tool does; undefined when files cannot tell. */
  readonly blocks: boolean | undefined;
  readonly reach: "pipeline" | "developer";
}

export interface Tool {
  readonly name: string;
  /** Module path without a major version; empty where no place shows it. */
  readonly module: string;
  readonly places: readonly ToolPlace[];
  readonly uses: readonly ToolUse[];
}

/** All tools, sorted by name, and what could not be known. */
export interface ToolTable {
  readonly tools: readonly Tool[];
  readonly unknowns: readonly Unknown[];
}

/** A tool's executable on this machine. */
export interface InstalledTool {
  readonly path: string;
  /** As the program's module says: `v1.60.1`, `(devel)`. */
  readonly version: string;
  /** `go1.25.3`. */
  readonly go: string;
}

export type ToolFindingKind =
  | "drift"
  | "floor"
  | "built-with-older-go"
  | "config-version"
  | "no-version"
  | "installed-differs";

export interface ToolFinding {
  readonly kind: ToolFindingKind;
  readonly tool: string;
  readonly at: Place;
  readonly harm: "S2" | "S3";
  readonly message: string;
  readonly remedy: string;
  /** The other lines that show it. */
  readonly also: readonly Place[];
}
