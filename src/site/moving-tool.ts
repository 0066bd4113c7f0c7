/** What a version that moves does to a site, for the rule and for the matrix of tools. */
import type { Workspace } from "../workspace/workspace.ts";
import { isScheduledOnly } from "./is-scheduled-only.ts";
import type { Site } from "./site.ts";

/** These have no versions to name, or are asked for the newest by their purpose. */
const exempt = /^(?:golang\.org\/dl\/|golang\.org\/x\/vuln\/cmd\/govulncheck$)/;

/** Whether nobody minds that a package moves here: by its purpose, by that of the site, or because it is the repository's own. */
export function mayMove(path: string, site: Site, workspace: Workspace): boolean {
  return exempt.test(path) || isScheduledOnly(site, workspace) || isOwnPackage(path, workspace);
}

/** Whether a package lies in a module of the repository. */
export function isOwnPackage(path: string, { modules }: Workspace): boolean {
  return modules.some(({ mod }) => mod.module && `${path}/`.startsWith(`${mod.module.path}/`));
}

const onDevelopersMachine = new Set<Site["kind"]>([
  "make-target",
  "shell-script",
  "devcontainer",
  "pre-commit",
]);

/** Images that people work in, not images that are shipped. */
const forDevelopers =
  /(?:^|\/)\.devcontainer\/|Dockerfile[.-](?:dev|debug|tilt)$|(?:^|\/)(?:dev|debug)\.Dockerfile$/;

/** Whether a site runs for everyone who pushes, or where one person works. */
export function reachOf({ kind, at }: Pick<Site, "kind" | "at">, file: string): "pipeline" | "developer" {
  const isForDevelopers = forDevelopers.test(file) || forDevelopers.test(at.file);
  return onDevelopersMachine.has(kind) || isForDevelopers ? "developer" : "pipeline";
}
