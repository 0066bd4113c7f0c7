/** Small files beside the code that name a Go version, tags or files to leave out. */
import type { EmbeddedText } from "../../text/embedded-text.ts";
import type { Span } from "../../text/span.ts";
import type { YamlComment, YamlNode, YamlScalar } from "../yaml/node.ts";

/** `.go-version`, `.tool-versions`, `mise.toml`, `.mise.toml`, `.config/mise.toml`, devbox, asdf. */
export interface VersionFile {
  readonly file: string;
  readonly format: "go-version" | "tool-versions" | "mise";
  /** Every tool that the file pins; the Go entry is named `go` or `golang`. */
  readonly tools: readonly { readonly tool: string; readonly version: string; readonly span: Span }[];
  readonly problems: readonly { readonly span: Span; readonly reason: string }[];
}

export interface Devcontainer {
  readonly file: string;
  readonly image: { readonly text: string; readonly span: Span } | undefined;
  readonly dockerfile: { readonly text: string; readonly span: Span } | undefined;
  /** `build.context`, relative to the file like the Dockerfile; the file's folder when not given. */
  readonly context: string;
  /** `build.target`. */
  readonly target: string | undefined;
  /** `build.args`: what the image of the Dockerfile is built with. */
  readonly buildArgs: readonly { readonly name: string; readonly value: string; readonly span: Span }[];
  /** `postCreateCommand` and the like, in the order in which they run. */
  readonly commands: readonly DevcontainerCommand[];
  /** Feature id → options; Go's is `ghcr.io/devcontainers/features/go:1` with `version`. */
  readonly features: readonly {
    readonly id: string;
    readonly version: string | undefined;
    readonly span: Span;
  }[];
  readonly env: readonly { readonly name: string; readonly value: string; readonly span: Span }[];
  readonly problems: readonly { readonly span: Span; readonly reason: string }[];
}

/** One command of a devcontainer's life. */
export interface DevcontainerCommand {
  /** The key: `postCreateCommand`. */
  readonly name: string;
  readonly script: EmbeddedText;
  readonly span: Span;
}

export interface GolangciConfig {
  readonly file: string;
  /** `run.go` */
  readonly go: YamlScalar | undefined;
  readonly buildTags: readonly YamlScalar[];
  readonly modulesDownloadMode: YamlScalar | undefined;
  readonly root: YamlNode | undefined;
  readonly comments: readonly YamlComment[];
  readonly problems: readonly { readonly span: Span; readonly reason: string }[];
}

export interface PrecommitConfig {
  readonly file: string;
  readonly goVersion: YamlScalar | undefined;
  readonly repos: readonly {
    readonly repo: string;
    readonly rev: YamlScalar | undefined;
    readonly hooks: readonly PrecommitHook[];
    readonly span: Span;
  }[];
  readonly comments: readonly YamlComment[];
  readonly problems: readonly { readonly span: Span; readonly reason: string }[];
}

export interface PrecommitHook {
  readonly id: string;
  readonly language: string | undefined;
  readonly languageVersion: YamlScalar | undefined;
  readonly entry: YamlScalar | undefined;
  readonly span: Span;
}

/** `dependabot.yml`: one entry per `updates:` item. */
export interface DependabotConfig {
  readonly file: string;
  readonly updates: readonly {
    readonly ecosystem: string;
    readonly directories: readonly string[];
    readonly vendor: boolean | undefined;
    readonly span: Span;
  }[];
  readonly comments: readonly YamlComment[];
  readonly problems: readonly { readonly span: Span; readonly reason: string }[];
}

export interface RenovateConfig {
  readonly file: string;
  /** `constraints.go`, `postUpdateOptions`, `enabledManagers` … as read. */
  readonly postUpdateOptions: readonly string[];
  readonly enabledManagers: readonly string[];
  readonly goConstraint: { readonly text: string; readonly span: Span } | undefined;
  readonly problems: readonly { readonly span: Span; readonly reason: string }[];
}

/** One rule of `.gitignore`, `.dockerignore` or `.gitattributes`, in file order. */
export interface PatternLine {
  readonly pattern: string;
  readonly isNegated: boolean;
  /** Attributes of a `.gitattributes` line (`-text`, `eol=lf`), else empty. */
  readonly attributes: readonly string[];
  readonly span: Span;
}

export interface PatternFile {
  readonly file: string;
  readonly lines: readonly PatternLine[];
}

/** `.env` and friends: `NAME=value` lines. */
export interface EnvFile {
  readonly file: string;
  readonly variables: readonly { readonly name: string; readonly value: string; readonly span: Span }[];
}
