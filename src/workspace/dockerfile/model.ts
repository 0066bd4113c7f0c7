/**
 * A Dockerfile as stages of instructions. Values are kept as written; which ARG or ENV is visible where
 * is decided by `site`, with the scope rules of the Dockerfile reference.
 */
import type { Span } from "../../text/span.ts";
import type { ShellScript } from "../shell/ast.ts";

export interface Dockerfile {
  readonly file: string;
  /** `# syntax=`, `# escape=`, `# check=` directives. */
  readonly directives: readonly { readonly name: string; readonly value: string; readonly span: Span }[];
  /** ARG instructions before the first FROM: visible in FROM lines only. */
  readonly globalArgs: readonly ArgInstruction[];
  readonly stages: readonly DockerStage[];
  readonly comments: readonly { readonly text: string; readonly span: Span }[];
  readonly problems: readonly { readonly span: Span; readonly reason: string }[];
}

export interface DockerStage {
  readonly index: number;
  /** Name after AS, as written; Docker compares it without case. */
  readonly name: string | undefined;
  /** The image or earlier stage, as written, with `$ARG` unexpanded. */
  readonly image: DockerText;
  readonly platform: DockerText | undefined;
  /** The earlier stage this one is built on, when `image` names one literally. */
  readonly buildsOn: number | undefined;
  readonly instructions: readonly DockerInstruction[];
  /** The FROM line. */
  readonly span: Span;
  /** From FROM to the last instruction of the stage. */
  readonly wholeSpan: Span;
}

/** Text in which `$NAME`, `${NAME}`, `${NAME:-word}` and `${NAME:+word}` may stand. */
export interface DockerText {
  readonly text: string;
  readonly span: Span;
}

export interface ArgInstruction {
  readonly kind: "arg";
  readonly name: string;
  readonly defaultValue: DockerText | undefined;
  readonly span: Span;
}

export type DockerInstruction =
  | ArgInstruction
  | { readonly kind: "env"; readonly name: string; readonly value: DockerText; readonly span: Span }
  | { readonly kind: "workdir"; readonly path: DockerText; readonly span: Span }
  | { readonly kind: "user"; readonly user: DockerText; readonly span: Span }
  | { readonly kind: "shell"; readonly words: readonly string[]; readonly span: Span }
  | { readonly kind: "label"; readonly name: string; readonly value: DockerText; readonly span: Span }
  | {
      readonly kind: "copy" | "add";
      readonly sources: readonly DockerText[];
      readonly target: DockerText;
      /** `--from=`: a stage name, a number or an image; undefined for the build context. */
      readonly from: DockerText | undefined;
      /** `--parents`, `--chown=…`, `--link` …: name without dashes → value ("" for a bare flag). */
      readonly flags: ReadonlyMap<string, string>;
      /** True when a source is a here-document. */
      readonly hasHereDocument: boolean;
      /** The files that here-documents write, by the names after `<<`. */
      readonly hereDocuments?: readonly {
        readonly name: string;
        readonly text: string;
        readonly span: Span;
      }[];
      readonly span: Span;
    }
  | {
      readonly kind: "run";
      /** Parsed command; for the exec form (`["go", "build"]`) one command node made of its words. */
      readonly script: ShellScript;
      readonly isExecForm: boolean;
      readonly mounts: readonly DockerMount[];
      readonly flags: ReadonlyMap<string, string>;
      readonly span: Span;
    }
  | {
      readonly kind: "entrypoint" | "cmd";
      /** In shell form one word: the whole text that the shell gets. */
      readonly words: readonly DockerText[];
      readonly isExecForm: boolean;
      readonly span: Span;
    }
  /** EXPOSE, VOLUME, HEALTHCHECK, ONBUILD, STOPSIGNAL, MAINTAINER and unknown ones. */
  | {
      readonly kind: "other";
      readonly keyword: string;
      readonly text: string;
      /** Of ONBUILD: what runs first in a stage that builds on this one. */
      readonly triggers?: readonly DockerInstruction[];
      readonly span: Span;
    };

/** `RUN --mount=type=cache,target=…`; options by name, `type` is "bind" when not given. */
export interface DockerMount {
  readonly type: string;
  readonly options: ReadonlyMap<string, string>;
  readonly span: Span;
}
