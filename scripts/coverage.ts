/**
 * How much of real repositories the table of sites covers: `bun scripts/coverage.ts FOLDER…` prints for each
 * folder the texts `go build`, `go test` …, how many are commands of sites, how many are listed with a
 * reason, and for how many sites Go, mode, cgo and tags are decided. With `--open` every hit without a
 * reason, with `--reasons` the reasons of the listed, with `--undecided` why values of sites are open.
 */
import { basename } from "node:path";
import type { Mention } from "../src/site/mentions/mention.ts";
import { listMentions } from "../src/site/mentions.ts";
import { resolveSites } from "../src/site/resolve-sites.ts";
import type { Reason, Site } from "../src/site/site.ts";
import { readWorkspace } from "../src/workspace/read-workspace.ts";
import { createFolderTree } from "../src/workspace/tree/folder-tree.ts";
import { systemOfPath } from "../src/workspace/unread/system-of-path.ts";
import type { Workspace } from "../src/workspace/workspace.ts";

interface Row {
  readonly name: string;
  readonly hits: number;
  readonly commands: number;
  readonly listed: number;
  readonly unexplained: number;
  readonly sites: number;
  readonly go: number;
  readonly mode: number;
  readonly cgo: number;
  readonly tags: number;
}

const options = new Set(Bun.argv.slice(2).filter((word) => word.startsWith("--")));
const folders = Bun.argv.slice(2).filter((word) => !word.startsWith("--"));
const reasons = new Map<string, number>();
const undecided = new Map<string, number>();

async function measure(folder: string): Promise<Row> {
  const workspace = await readWorkspace(createFolderTree(folder));
  const table = resolveSites(workspace);
  // Of files that nobody reads everything is "listed": counted here it would say nothing about what is read.
  const mentions = listMentions(workspace, table).filter(({ at }) => systemOfPath(at.file) === undefined);
  const name = basename(folder).replace("+", "/");
  const count = (kind: Mention["kind"]): number => mentions.filter((mention) => mention.kind === kind).length;
  for (const mention of mentions) {
    if (mention.kind === "listed")
      add(
        reasons,
        mention.reason.replace(/\b(?:of|by|to|function|that|condition is false) \S.*$/, (tail) =>
          tail.split(" ").slice(0, 2).join(" "),
        ),
      );
    if (mention.kind === "unexplained" && options.has("--open"))
      console.log(`  ? ${name} ${placeOf(mention, workspace)}`);
    if (mention.kind === "listed" && options.has("--listed"))
      console.log(`  - ${name} ${placeOf(mention, workspace)}  [${mention.reason}]`);
  }
  const { sites } = table;
  for (const site of sites) noteUndecided(site);
  return {
    name,
    hits: mentions.length,
    commands: count("command"),
    listed: count("listed"),
    unexplained: count("unexplained"),
    sites: sites.length,
    go: sites.filter(isGoDecided).length,
    mode: sites.filter(isModeDecided).length,
    cgo: sites.filter(({ cgo }) => cgo.value !== "unknown").length,
    tags: sites.filter(({ tags }) => tags.value !== undefined).length,
  };
}

function isGoDecided({ go }: Site): boolean {
  return go.version !== undefined || go.range !== undefined || go.outcome === "refuses";
}

/** A site that runs no go command builds nothing: there the question does not arise. */
function isModeDecided({ mode, commands }: Site): boolean {
  return mode.value !== "unknown" || mode.error !== undefined || commands.length === 0;
}

function noteUndecided(site: Site): void {
  const note = (what: string, why: readonly Reason[], isOpen: boolean): void => {
    if (!isOpen) return;
    const text =
      why.find((reason) => /not known|unknown|depends|whatever/.test(reason.text))?.text ??
      why.at(-1)?.text ??
      "";
    add(undecided, `${what}: ${text.slice(0, 100)}`);
    if (options.has("--sites")) console.log(`  ~ ${what} ${site.id}: ${text}`);
  };
  note("go", site.go.why, !isGoDecided(site));
  note("mode", site.mode.why, !isModeDecided(site));
  note("cgo", site.cgo.why, site.cgo.value === "unknown");
  note("tags", site.tags.why, site.tags.value === undefined);
}

function placeOf({ at }: Mention, workspace: Workspace): string {
  const source = workspace.source(at.file);
  if (!source) return at.file;
  const { line } = source.lines.positionAt(at.span.start);
  return `${at.file}:${line}: ${source.lines.lineText(line).trim().slice(0, 140)}`;
}

function add(counts: Map<string, number>, key: string): void {
  counts.set(key, (counts.get(key) ?? 0) + 1);
}

function percent(part: number, whole: number): string {
  return whole === 0 ? "-" : `${((100 * part) / whole).toFixed(1)}`;
}

function printRow(row: Row): void {
  const cells = [row.name.padEnd(44), row.hits, row.commands, row.listed, row.unexplained, row.sites];
  const shares = [row.go, row.mode, row.cgo, row.tags].map((part) => percent(part, row.sites).padStart(6));
  console.log([...cells.map((cell) => String(cell).padStart(5)), ...shares].join(" "));
}

function printCounts(title: string, counts: ReadonlyMap<string, number>): void {
  console.log(`\n${title}`);
  for (const [text, count] of [...counts].sort((a, b) => b[1] - a[1]).slice(0, 80))
    console.log(`${String(count).padStart(6)}  ${text}`);
}

const rows: Row[] = [];
console.log(`${"repository".padEnd(44)}  hits  cmds  list  open sites     go   mode    cgo   tags`);
for (const folder of folders) {
  const row = await measure(folder);
  rows.push(row);
  printRow(row);
}
if (rows.length === 0) throw new RangeError("No folder was given");
const total = rows.reduce((sum, row) => ({
  name: `${rows.length} repositories`,
  hits: sum.hits + row.hits,
  commands: sum.commands + row.commands,
  listed: sum.listed + row.listed,
  unexplained: sum.unexplained + row.unexplained,
  sites: sum.sites + row.sites,
  go: sum.go + row.go,
  mode: sum.mode + row.mode,
  cgo: sum.cgo + row.cgo,
  tags: sum.tags + row.tags,
}));
printRow({ ...total, name: `${rows.length} repositories` });
console.log(`explained: ${percent(total.commands + total.listed, total.hits)} %`);
if (options.has("--reasons")) printCounts("reasons of what is listed", reasons);
if (options.has("--undecided")) printCounts("why values of sites are open", undecided);
