/** The text of the file that brings the merge request gate into a GitLab pipeline. */
import type { ReleaseAddress } from "./release-address.ts";

/** An include of the released template, pinned, and the stage that this pipeline has for it. */
export function gitlabJobText({ release, stage }: { release: ReleaseAddress; stage: string }): string {
  return [
    "# The gate for merge requests: it reports what a change makes worse, and is silent about what was there before.",
    "include:",
    `  - project: ${release.project}`,
    `    ref: ${release.ref}`,
    "    file: /templates/breakwater.gitlab-ci.yml",
    "",
    "breakwater:",
    `  stage: ${/^[\w-][\w.-]*$/.test(stage) ? stage : JSON.stringify(stage)}`,
    "  variables:",
    `    BREAKWATER_PROJECT: ${release.project}`,
    "",
  ].join("\n");
}
