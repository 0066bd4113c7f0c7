/** What tests ask of the sites of a small repository. */
import { readWorkspace } from "../workspace/read-workspace.ts";
import { createMemoryTree } from "../workspace/tree/memory-tree.ts";
import { resolveSites } from "./resolve-sites.ts";
import type { Site } from "./site.ts";
import type { Value } from "./value.ts";

const goMod = "module example.com/ledger\n\ngo 1.25.0\n";

/** The sites of files. */
export async function sitesOf(files: Record<string, string>): Promise<readonly Site[]> {
  const workspace = await readWorkspace(createMemoryTree({ "go.mod": goMod, ...files }));
  return resolveSites(workspace).sites;
}

/** `id: go, outcome; mode; cgo; tags; goos/goarch`. */
function line(site: Site): string {
  const text = (value: Value): string => (value.kind === "known" ? value.text : "?");
  const go = `${site.go.version ?? site.go.range ?? "?"} ${site.go.outcome}`;
  const tags = site.tags.value ? site.tags.value.join(",") || "-" : "?";
  return `${site.id}: ${go}; ${site.mode.value}; ${site.cgo.value}; ${tags}; ${text(site.goos)}/${text(site.goarch)}`;
}

/** The sites of files, one line each. */
export async function lines(files: Record<string, string>): Promise<readonly string[]> {
  return (await sitesOf(files)).map(line);
}

/** A workflow with these jobs. */
export function workflow(body: string): Record<string, string> {
  return { ".github/workflows/ci.yml": `on: push\njobs:\n${body}` };
}
