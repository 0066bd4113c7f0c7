import { isInside } from "../text/span.ts";
import type { Workspace } from "../workspace/workspace.ts";
import type { Site } from "./site.ts";

/** Whether GitHub gives a job a fresh machine; own runners and labels that are not known may keep files between runs. */
export function isHostedRunner(site: Site, workspace: Workspace): boolean {
  const workflow = workspace.workflows.find(({ file }) => file === site.at.file);
  const job = workflow?.jobs.find(
    ({ span, idSpan }) => isInside(site.at.span, span) || isInside(site.at.span, idSpan),
  );
  if (!job || job.runsOn.length === 0) return false;
  return job.runsOn.every(({ text }) => /^(?:ubuntu|windows|macos)-[\w.-]+$/.test(text));
}
