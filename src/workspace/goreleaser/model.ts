/** The Go builds of a goreleaser configuration. Templates (`{{ … }}`) stand as holes. */
import type { EmbeddedText } from "../../text/embedded-text.ts";
import type { Span } from "../../text/span.ts";
import type { Variable } from "../variable.ts";
import type { YamlComment, YamlScalar } from "../yaml/node.ts";

export interface GoreleaserConfig {
  readonly file: string;
  readonly env: readonly Variable[];
  readonly builds: readonly GoreleaserBuild[];
  /** `before.hooks` commands. */
  readonly hooks: readonly GoreleaserHook[];
  readonly comments: readonly YamlComment[];
  readonly problems: readonly { readonly span: Span; readonly reason: string }[];
}

export interface GoreleaserBuild {
  readonly id: string;
  readonly span: Span;
  /** `go` unless another builder or `skip: true`. */
  readonly builder: string;
  readonly isSkipped: boolean;
  readonly dir: YamlScalar | undefined;
  readonly main: YamlScalar | undefined;
  readonly command: YamlScalar | undefined;
  readonly goBinary: YamlScalar | undefined;
  readonly env: readonly Variable[];
  readonly flags: readonly YamlScalar[];
  readonly ldflags: readonly YamlScalar[];
  readonly tags: readonly YamlScalar[];
  readonly goos: readonly YamlScalar[];
  readonly goarch: readonly YamlScalar[];
  readonly goarm: readonly YamlScalar[];
  readonly goamd64: readonly YamlScalar[];
  readonly ignored: readonly ReadonlyMap<string, string>[];
  readonly targets: readonly YamlScalar[];
  readonly hooks: readonly GoreleaserHook[];
  /** Settings that replace the build's own for the targets they name. */
  readonly overrides: readonly GoreleaserOverride[];
}

/** A command that goreleaser starts without a shell. */
export interface GoreleaserHook {
  /** What it starts, as text that a shell reads as the same words; empty where it starts nothing. */
  readonly script: EmbeddedText;
  readonly span: Span;
  /** Why it starts nothing and stops there. */
  readonly neverStarts?: string;
  readonly dir: YamlScalar | undefined;
  readonly env: readonly Variable[];
}

/** One item of `overrides:`; `goos` and `goarch` say for which targets it holds. */
export interface GoreleaserOverride {
  readonly span: Span;
  readonly goos: YamlScalar | undefined;
  readonly goarch: YamlScalar | undefined;
  readonly env: readonly Variable[];
  readonly flags: readonly YamlScalar[];
  readonly ldflags: readonly YamlScalar[];
  readonly tags: readonly YamlScalar[];
}
