/** GitHub workflows, reusable workflows and composite actions with positions, values as written. */
import type { EmbeddedText } from "../../text/embedded-text.ts";
import type { Span } from "../../text/span.ts";
import type { Variable } from "../variable.ts";
import type { YamlComment, YamlNode, YamlScalar } from "../yaml/node.ts";

export interface Workflow {
  readonly kind: "workflow";
  readonly file: string;
  readonly name: string | undefined;
  /** Event names of `on:` with their settings; `workflow_call` makes it reusable. */
  readonly triggers: readonly {
    readonly event: string;
    readonly settings: YamlNode | undefined;
    readonly span: Span;
  }[];
  readonly env: readonly Variable[];
  readonly defaults: RunDefaults;
  /** Defaults of `workflow_call` and `workflow_dispatch` inputs. */
  readonly inputs: readonly InputDeclaration[];
  readonly jobs: readonly WorkflowJob[];
  readonly root: YamlNode | undefined;
  readonly comments: readonly YamlComment[];
  readonly problems: readonly { readonly span: Span; readonly reason: string }[];
}

export interface InputDeclaration {
  readonly name: string;
  readonly defaultValue: YamlScalar | undefined;
  /** `boolean`, `number`, `string`, `choice` of a workflow's input; inputs of actions are texts. */
  readonly type?: string | undefined;
  readonly span: Span;
}

export interface RunDefaults {
  readonly shell: YamlScalar | undefined;
  readonly workingDirectory: YamlScalar | undefined;
}

export interface WorkflowJob {
  readonly id: string;
  readonly idSpan: Span;
  readonly name: YamlScalar | undefined;
  readonly span: Span;
  /** `runs-on` as labels; one holed label when it is an expression. */
  readonly runsOn: readonly YamlScalar[];
  /** `container:` image, and its env. */
  readonly container: { readonly image: YamlScalar; readonly env: readonly Variable[] } | undefined;
  readonly condition: YamlScalar | undefined;
  readonly env: readonly Variable[];
  readonly defaults: RunDefaults;
  readonly matrix: Matrix | undefined;
  readonly steps: readonly WorkflowStep[];
  /** `uses:` of a job that calls a reusable workflow, with its `with:`. */
  readonly calls: { readonly uses: YamlScalar; readonly inputs: readonly Variable[] } | undefined;
  readonly needs: readonly string[];
  readonly continueOnError: YamlScalar | undefined;
  readonly permissions: YamlNode | undefined;
}

/** The cells of a matrix as GitHub makes them (product, then exclude, then include), or why they cannot be known. */
export type Matrix =
  | { readonly kind: "cells"; readonly cells: readonly MatrixCell[]; readonly span: Span }
  | { readonly kind: "unknown"; readonly reason: string; readonly span: Span };

/** One combination; a value keeps the scalar it was written as (mappings and lists stay nodes). */
export type MatrixCell = ReadonlyMap<string, YamlNode>;

export interface WorkflowStep {
  readonly index: number;
  readonly id: string | undefined;
  readonly name: YamlScalar | undefined;
  readonly span: Span;
  readonly condition: YamlScalar | undefined;
  readonly env: readonly Variable[];
  readonly continueOnError: YamlScalar | undefined;
  /** `run:` text with `${{ }}` as holes; the shell and folder as written, if given on the step. */
  readonly run: { readonly script: EmbeddedText; readonly span: Span; readonly keySpan: Span } | undefined;
  readonly shell: YamlScalar | undefined;
  readonly workingDirectory: YamlScalar | undefined;
  /** `uses:` split at the last `@`; `./local` actions have no ref. */
  readonly uses:
    | {
        readonly action: string;
        readonly ref: string | undefined;
        readonly scalar: YamlScalar;
        readonly span: Span;
      }
    | undefined;
  readonly inputs: readonly Variable[];
}

export interface CompositeAction {
  readonly kind: "action";
  readonly file: string;
  readonly name: string | undefined;
  readonly runsUsing: string | undefined;
  /** The Dockerfile of a docker action, as written. */
  readonly image: string | undefined;
  readonly inputs: readonly InputDeclaration[];
  readonly steps: readonly WorkflowStep[];
  readonly root: YamlNode | undefined;
  readonly comments: readonly YamlComment[];
  readonly problems: readonly { readonly span: Span; readonly reason: string }[];
}
