import type { Finding } from "../finding/finding.ts";
import type { Site } from "../site/site.ts";
import type { Workspace } from "../workspace/workspace.ts";

/** The repository that a log may come from: what patterns ask whether it agrees. */
export interface Repository {
  readonly workspace: Workspace;
  readonly sites: readonly Site[];
  /** What `check` finds there, suppressed or not. */
  readonly findings: readonly Finding[];
}
