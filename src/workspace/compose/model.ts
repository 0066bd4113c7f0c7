/** Compose files: how their services build images. */
import type { Span } from "../../text/span.ts";
import type { YamlScalar } from "../yaml/node.ts";

export interface ComposeFile {
  readonly file: string;
  readonly builds: readonly ComposeBuild[];
  readonly problems: readonly { readonly span: Span; readonly reason: string }[];
}

/** `build:` of one service; `${NAME}` stands in the texts as written. */
export interface ComposeBuild {
  readonly service: string;
  /** Relative to the file's folder; a URL for a context that lies elsewhere. */
  readonly context: string;
  /** Relative to the context. */
  readonly dockerfile: string;
  /** Without a value the argument comes from the environment. */
  readonly args: readonly { readonly name: string; readonly value: YamlScalar | undefined }[];
  readonly span: Span;
}
