import type { Workspace } from "../workspace/workspace.ts";
import type { Site } from "./site.ts";

/** Whether only the clock or a person starts a site: a canary is meant to meet what is new. */
export function isScheduledOnly(site: Site, workspace: Workspace): boolean {
  const workflow = workspace.workflows.find(({ file }) => file === site.at.file);
  if (!workflow || workflow.triggers.length === 0) return false;
  return (
    workflow.triggers.some(({ event }) => event === "schedule") &&
    workflow.triggers.every(({ event }) => event === "schedule" || event === "workflow_dispatch")
  );
}
