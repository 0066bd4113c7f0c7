/** `bun scripts/tools-evidence.ts FOLDER…`: the rows of docs/evidence/tools.md, and every finding with its line. */

import { resolveSites } from "../src/site/resolve-sites.ts";
import type { Place } from "../src/text/span.ts";
import { gatherTools, holdsTool } from "../src/tools/gather-tools.ts";
import { judgeTools } from "../src/tools/judge-tools.ts";
import { readWorkspace } from "../src/workspace/read-workspace.ts";
import { createFolderTree } from "../src/workspace/tree/folder-tree.ts";

let looked = 0;
for (const folder of process.argv.slice(2)) {
  const workspace = await readWorkspace(createFolderTree(folder));
  const { tools, unknowns } = gatherTools(workspace, resolveSites(workspace, holdsTool));
  const findings = judgeTools(tools, workspace);
  const lineOf = ({ file, span }: Place): { readonly name: string; readonly text: string } => {
    const lines = workspace.source(file)?.lines;
    const line = lines?.positionAt(span.start).line ?? 1;
    return { name: `${file}:${line}`, text: lines?.lineText(line).trim() ?? "" };
  };
  const count = (isMeant: (finding: (typeof findings)[number]) => boolean): number =>
    findings.filter(isMeant).length;
  const name = folder.replace(/\/$/, "").replace(/^.*\//, "").replace("+", "/");
  const cells = [
    name,
    tools.length,
    tools.reduce((sum, { places }) => sum + places.length, 0),
    count(({ kind }) => kind === "drift"),
    count(({ kind }) => kind === "floor"),
    count(({ kind }) => kind !== "drift" && kind !== "floor"),
    count(({ harm }) => harm === "S2"),
    count(({ harm }) => harm === "S3"),
    unknowns.length,
  ];
  console.log(`| ${cells.join(" | ")} |`);
  for (const { harm, kind, at, message } of findings) {
    const { name: place, text } = lineOf(at);
    console.error(`${harm}\t${kind}\t${name}\t${place}\t${message}\t${text}`);
  }
  looked++;
}
if (looked === 0) {
  console.error("Nothing was looked at");
  process.exitCode = 1;
}
