/** The state of the machine on which a site's commands run, as far as files tell: it flows from step to step. */
import type { Place } from "../text/span.ts";
import type { ShellNode } from "../workspace/shell/ast.ts";
import type { Environment } from "./environment.ts";
import type { GuardedSetting } from "./github/guarded-settings.ts";
import type { Condition, InstalledGo } from "./site.ts";
import type { UnknownValue, Value } from "./value.ts";

export interface Machine {
  readonly environment: Environment;
  /** Current folder, relative to the tree's root; "" is the root. */
  readonly folder: Value;
  /** Folders that pushd left, the last one on top. */
  readonly left?: readonly Value[];
  /** The go binary that `go` means here; a reason when files cannot tell. */
  readonly go: InstalledGo | UnknownGo;
  /** Go distributions that were put into folders: PATH, or a full path, says which of them a command means. */
  readonly placedGo?: readonly PlacedGo[];
  /** The distribution whose packages are installed, as long as nothing adds another source of packages. */
  readonly distribution?: Distribution | undefined;
  /** Whether a C compiler is on PATH, with the line that shows it. */
  readonly compiler: {
    readonly present: boolean | undefined;
    readonly reason: string;
    readonly at: Place | undefined;
  };
  /** Where parts of the tree lie on the machine: an absolute path there, a folder of the tree here. */
  readonly mounts: readonly Mount[];
  /** Folders of the machine into which came files that nobody can name: a go.mod may be among them. */
  readonly openCopies?: readonly OpenCopy[];
  /** What steps of a job wrote to GITHUB_OUTPUT, by `step.name`. */
  readonly outputs?: ReadonlyMap<string, Value>;
  readonly hostOs: Value;
  readonly hostArch: Value;
  /** It is one of GitHub's own runners, outside of any container: their PATH names no /usr/local/go. */
  readonly isHosted?: boolean;
  readonly options: ShellOptions;
  readonly functions: ReadonlyMap<string, ShellFunction>;
  /** `$1`, `$2` …; undefined where whoever starts the script gives them. */
  readonly parameters?: readonly Value[] | undefined;
  /** What runs when the script ends: the trap that was set last; of several ways through a script each its own. */
  readonly atExit?: readonly ExitTrap[] | undefined;
  /** `exit`, `return`, `break` or a failure left the list: nothing behind it runs. */
  readonly ended?: true;
  /** What may have ended all before the commands that are still walked. */
  readonly stopped?: Condition | undefined;
  /** What the steps after this one will see; undefined where no steps follow. */
  readonly later?: Later;
  /** What steps wrote that may be left out. */
  readonly guarded?: readonly GuardedSetting[];
}

/** The commands of `trap '…' EXIT`. */
export interface ExitTrap {
  readonly file: string;
  readonly body: readonly ShellNode[];
  readonly at: Place;
  /** The folder in which it was set. */
  readonly folder: Value;
  readonly isConditional: boolean;
}

/** The environment of the next step, as far as it is written. */
export interface Later {
  readonly environment: Environment;
  /** As it was before the step wrote anything: what `> "$GITHUB_ENV"` goes back to. */
  readonly start?: Environment;
  /** A line that was written without its end: what is written next goes on with it. */
  readonly rest?: { readonly text: string; readonly open: ReadonlyMap<string, UnknownValue> };
  /** Something that is not followed may write to the file at any time: whatever else is written stays open. */
  readonly doubt?: string;
  /** A value of several lines whose end is not written yet. */
  readonly block?: {
    readonly name: string;
    readonly end: string;
    readonly lines: readonly string[] | undefined;
  };
}

/** A function with the file that defines it: of a sourced script it is another than the caller's. */
export interface ShellFunction {
  readonly file: string;
  readonly body: readonly ShellNode[];
}

/** A Go distribution in a folder, which is then its GOROOT. */
export interface PlacedGo {
  readonly folder: string;
  readonly go: InstalledGo | UnknownGo;
  readonly at: Place | undefined;
}

/** A release of a Linux distribution and the minor version of Go that its packages hold. */
export interface Distribution {
  readonly name: string;
  readonly go: string;
}

export interface UnknownGo {
  readonly kind: "unknown";
  readonly reason: string;
  readonly at: Place | undefined;
  /** No file chooses a version: it is whatever Go the machine happens to have. */
  readonly isUnchosen?: true;
  /** The image is known to hold no Go, and nothing that files show installs one. */
  readonly isAbsent?: true;
}

/** Folder of a mount that shows files of another tree. */
export const elsewhere = "../elsewhere";

/** Folder of a mount that is empty until a checkout fills it. */
export const nothing = "../nothing";

export interface Mount {
  readonly path: string;
  /** Folder (or file) of the tree. */
  readonly folder: string;
  readonly at: Place | undefined;
}

export interface OpenCopy {
  readonly path: string;
  readonly reason: string;
  readonly at: Place;
  /** They are a vendor folder of another stage or image. */
  readonly isVendor?: true;
}

export interface ShellOptions {
  /** `set -e` */
  readonly errexit: boolean;
  /** `set -o pipefail` */
  readonly pipefail: boolean;
  /** A branch set it: whether errexit is on here depends on a condition. */
  readonly errexitDepends?: true;
  readonly pipefailDepends?: true;
  /** The shell of RUN and recipes, where SHELL names one. */
  readonly shell?: "bash" | "dash" | "sh";
  /** `set -a`: assignments are exported. */
  readonly allexport?: boolean;
  /** `shopt -s lastpipe`: the last part of a pipe runs in the shell itself. */
  readonly lastpipe?: boolean;
  /** `shopt -s expand_aliases` */
  readonly expandsAliases?: boolean;
}

export function isInstalled(go: Machine["go"]): go is InstalledGo {
  return !("kind" in go);
}
