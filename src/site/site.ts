/** A site: one place where `go` runs, resolved to what `go` will really do there. */
import type { Place } from "../text/span.ts";
import type { GoModule, GoWorkspace } from "../workspace/gomod/model.ts";
import type { Unknown } from "../workspace/unknown.ts";
import type { DockerBuild } from "./docker/find-docker-builds.ts";
import type { Environment } from "./environment.ts";
import type { Value } from "./value.ts";

export type SiteKind =
  | "github-job"
  | "gitlab-job"
  | "circleci-job"
  | "dockerfile-stage"
  | "make-target"
  | "shell-script"
  | "goreleaser-build"
  | "devcontainer"
  | "version-file"
  | "pre-commit";

export interface Site {
  /** Stays the same when lines move: file, job or stage or target, matrix cell. */
  readonly id: string;
  /** For people: `ci.yml › test (1.22, linux)`. */
  readonly title: string;
  readonly kind: SiteKind;
  readonly at: Place;
  /** The version that a command without its own module would run with; see `GoCommand.go` for each command. */
  readonly go: GoResolution;
  readonly commands: readonly GoCommand[];
  /** Of the first building command, or of the site's settings when there is none. */
  readonly mode: Mode;
  readonly cgo: Cgo;
  readonly tags: Tags;
  readonly goos: Value;
  readonly goarch: Value;
  /** Steps that put tools, caches and images in place: what rules about sites look at. */
  readonly events: readonly SiteEvent[];
  /** For a stage: the builds of its Dockerfile that other sites show, with their arguments. */
  readonly imageBuilds?: readonly DockerBuild[];
  readonly unknowns: readonly Unknown[];
}

/** Which go binary is there, what it decides to do, and the lines that decide it. */
export interface GoResolution {
  /** Exact version that will compile (`1.25.4`), after toolchain selection; undefined when only a range is known. */
  readonly version: string | undefined;
  /** `1.25.x`, `>=1.25.0`, `any`; undefined when nothing is known. */
  readonly range: string | undefined;
  /** `runs`; `switches` (downloads or finds another toolchain); `refuses` (stops with an error); unknown. */
  readonly outcome: "runs" | "switches" | "refuses" | "unknown";
  /** Why no version is known: files choose none (the machine's own Go, the newest release) or there is no Go. */
  readonly openness?: "unchosen" | "absent";
  /** The go binary that is installed, before selection: exact, minor (`1.24`), or undefined. */
  readonly installed: InstalledGo | undefined;
  readonly gotoolchain: Value;
  readonly why: readonly Reason[];
  /** The file of `-modfile`, whose lines count in the place of those of go.mod. */
  readonly modFile?: GoModule;
}

export interface InstalledGo {
  /** `1.24.3` exact, `1.24` any patch of a minor; floating: `1`, `>=1.24`, `stable`, `oldstable`, `latest`. */
  readonly version: string;
  readonly precision: "exact" | "minor" | "floating";
  readonly at: Place;
  /** `golang image`, `actions/setup-go@v5`, `apt-get install golang-go`, `.go-version` … */
  readonly by: string;
}

/** One step of an explanation with the line that decided it: printed by `env --site`. */
export interface Reason {
  readonly text: string;
  readonly at: Place | undefined;
}

export interface Mode {
  readonly value: "mod" | "readonly" | "vendor" | "gopath" | "unknown";
  /** What go prints when these settings make it stop before it does anything; `value` is then unknown. */
  readonly error?: string;
  /** The vendor folder is not the committed one: a command before this one made or removed it. */
  readonly vendorIsOfRun?: true;
  readonly why: readonly Reason[];
}

export interface Cgo {
  readonly value: "on" | "off" | "unknown";
  readonly why: readonly Reason[];
}

export interface Tags {
  /** Tags switched on by -tags; undefined when they cannot be known. */
  readonly value: readonly string[] | undefined;
  readonly why: readonly Reason[];
}

/** One `go …` command that a site runs. */
export interface GoCommand {
  /** As written, on one line. */
  readonly text: string;
  readonly at: Place;
  /** `build`, `test`, `mod tidy`, `work sync`, `tool`, `version` …; unknown when an argument hides it. */
  readonly subcommand: string;
  /** Arguments after the subcommand, values resolved as far as files decide. */
  readonly arguments: readonly CommandArgument[];
  /** The go binary's name as written: `go`, `go1.21`, `/usr/local/go/bin/go`. */
  readonly binary: string;
  /** Where the binary's name stands. */
  readonly binaryAt: Place;
  readonly environment: Environment;
  /** Folder relative to the tree's root. */
  readonly folder: Value;
  /** The module of that folder, if it can be known and there is one. */
  readonly module: GoModule | undefined;
  readonly workspace: GoWorkspace | undefined;
  readonly go: GoResolution;
  readonly mode: Mode;
  readonly cgo: Cgo;
  readonly tags: Tags;
  readonly goos: Value;
  readonly goarch: Value;
  readonly failure: FailureTreatment;
  /** From the site to the command: workflow step, make target, script. Empty when it stands in the site itself. */
  readonly via: readonly Reason[];
  /** True in a branch that may not be taken (`if`, `case`, `&&` after something that may fail). */
  readonly isConditional: boolean;
  /** What decides that, the outermost first; absent where it is no condition of a shell or a step. */
  readonly conditions?: readonly Condition[];
  /** The program that runs the command: it stands in no file itself. */
  readonly byTool?: string;
}

export interface CommandArgument {
  readonly text: string;
  readonly value: Value;
  readonly at: Place;
}

/** Something that decides whether a command runs. */
export interface Condition {
  /** As written: `if [ -n "$X" ]`. */
  readonly text: string;
  readonly at: Place | undefined;
  /** Files show that it keeps the command from running in any case. */
  readonly never?: true;
}

/** What happens when the command fails. */
export type FailureTreatment =
  | { readonly kind: "stops" }
  /** `how` names the construct: `|| true`, `pipe without pipefail`, `no errexit`, `A && B || C`, `continue-on-error` … */
  | { readonly kind: "swallowed"; readonly how: string; readonly at: Place }
  | { readonly kind: "handled"; readonly at: Place }
  | { readonly kind: "unknown"; readonly reason: string; readonly at: Place };

/** Something that a site does besides running go. */
export type SiteEvent =
  /** A reusable step or orb: `actions/setup-go@v5`, with its inputs as resolved. */
  | {
      readonly kind: "uses";
      readonly name: string;
      readonly ref: string | undefined;
      readonly inputs: ReadonlyMap<
        string,
        { readonly value: Value; readonly at: Place; readonly yamlType: string }
      >;
      readonly at: Place;
      /** What the step runs first where it loads Go packages. */
      readonly runsGo?: GoCommand;
    }
  /** Any other command, as words (`golangci-lint run`, `apt-get install`, `docker build`). */
  | {
      readonly kind: "command";
      readonly words: readonly CommandArgument[];
      readonly text: string;
      readonly environment: Environment;
      readonly folder: Value;
      readonly at: Place;
      readonly failure: FailureTreatment;
      /** What the program runs first where it loads Go packages. */
      readonly runsGo?: GoCommand;
    };

/** All sites of a workspace with the contract they are held against. */
export interface SiteTable {
  readonly sites: readonly Site[];
  readonly unknowns: readonly Unknown[];
}
