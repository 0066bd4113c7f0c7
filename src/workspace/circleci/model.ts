/** CircleCI 2.x: jobs with their executor, environment and run steps; commands are inlined. */
import type { EmbeddedText } from "../../text/embedded-text.ts";
import type { Place, Span } from "../../text/span.ts";
import type { Variable } from "../variable.ts";
import type { YamlComment, YamlScalar } from "../yaml/node.ts";

export interface CircleciConfig {
  readonly file: string;
  readonly jobs: readonly CircleciJob[];
  readonly comments: readonly YamlComment[];
  readonly problems: readonly { readonly at: Place; readonly reason: string; readonly code: string }[];
}

export interface CircleciJob {
  readonly name: string;
  readonly nameSpan: Span;
  readonly at: Place;
  /** First docker image of the job or of its executor, parameters' defaults filled in where they are known. */
  readonly image: YamlScalar | undefined;
  /** The image of a machine executor; the scalar `true` where the machine's default image is used. */
  readonly machineImage: YamlScalar | undefined;
  readonly macosVersion: YamlScalar | undefined;
  readonly environment: readonly Variable[];
  readonly workingDirectory: YamlScalar | undefined;
  readonly shell: YamlScalar | undefined;
  readonly steps: readonly CircleciStep[];
}

export interface CircleciStep {
  readonly span: Span;
  readonly run: { readonly script: EmbeddedText; readonly span: Span } | undefined;
  readonly environment: readonly Variable[];
  readonly workingDirectory: YamlScalar | undefined;
  readonly shell: YamlScalar | undefined;
  /** `restore_cache`, `save_cache`, `checkout`, `go/install` …: the step's name with its settings. */
  readonly uses:
    | { readonly name: string; readonly inputs: readonly Variable[]; readonly span: Span }
    | undefined;
  /** True under a `when` or `unless` whose condition files do not decide. */
  readonly isConditional: boolean;
}
