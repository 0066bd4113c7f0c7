/**
 * Every text `go build`, `go test`, `go mod` … of CI files, Dockerfiles, Makefiles, scripts, hooks and of files of systems that are not read, with the
 * site that runs it as a command or with the reason why it is none: the proof that the table leaves nothing out.
 */
import { decodeSource, sourceFromText } from "../text/source-file.ts";
import type { Place } from "../text/span.ts";
import { parseJson } from "../workspace/settings/parse-json.ts";
import { allTextHits, type TextHit, textHits } from "../workspace/text-hits.ts";
import { isInComment } from "../workspace/unread/read-unread.ts";
import type { Workspace } from "../workspace/workspace.ts";
import { parseYamlAll } from "../workspace/yaml/parse-yaml.ts";
import { explainDocker } from "./mentions/explain-docker.ts";
import { explainExpansion, explainMake } from "./mentions/explain-make.ts";
import { explainSetting } from "./mentions/explain-setting.ts";
import { explainShell, type ShellRegion } from "./mentions/explain-shell.ts";
import { explainYaml } from "./mentions/explain-yaml.ts";
import { type Mention, notRecognised } from "./mentions/mention.ts";
import { type MentionFile, mentionFiles } from "./mentions/mention-files.ts";
import { shellRegions } from "./mentions/shell-regions.ts";
import type { SiteTable } from "./site.ts";

/** All hits in order of file and place. */
export function listMentions(workspace: Workspace, table: SiteTable): readonly Mention[] {
  const commands = commandPlaces(table);
  const regions = groupBy(shellRegions(workspace, usedActions(table)), ({ file }) => file);
  return mentionFiles(workspace).flatMap((file) => {
    const read = workspace.tree.read(file.path);
    if (!read.ok) return [];
    const source = decodeSource(file.path, read.bytes);
    const hits = file.kind === "other" ? allTextHits(source.text, file.alsoRunsGo) : textHits(source.text);
    if (hits.length === 0) return [];
    const own = regions.get(file.path) ?? [];
    const explain = explainerOf({ file, workspace, text: source.text, regions: own });
    return hits.map((hit): Mention => {
      const at: Place = { file: file.path, span: hit.span };
      const site = siteOf(hit, commands.get(file.path) ?? [], source.text);
      if (site !== undefined) return { at, text: hit.text, kind: "command", site, reason: "" };
      const reason = explain(hit);
      if (reason === undefined)
        return { at, text: hit.text, kind: "unexplained", site, reason: notRecognised };
      return { at, text: hit.text, kind: "listed", site, reason };
    });
  });
}

interface CommandPlace {
  readonly file: string;
  readonly span: Place["span"];
  readonly text: string;
  readonly site: string;
}

/** The site with a command whose binary stands at the hit, or inside the `$(foreach …)` that holds the hit. */
function siteOf(
  { span, text }: TextHit,
  places: readonly CommandPlace[],
  source: string,
): string | undefined {
  const direct = places.find((place) => place.span.start <= span.start && span.start < place.span.end);
  if (direct) return direct.site;
  const around = places.find(
    (place) =>
      place.span.start < span.start &&
      /^\$[({]/.test(source.slice(place.span.start, place.span.start + 2)) &&
      span.start < referenceEnd(source, place.span.start) &&
      place.text.includes(text),
  );
  return around?.site;
}

/** Where a `$(…)` of make ends. */
function referenceEnd(text: string, start: number): number {
  let depth = 0;
  for (let index = start + 1; index < text.length; index++) {
    if (text[index] === "(" || text[index] === "{") depth++;
    if (text[index] === ")" || text[index] === "}") depth--;
    if (depth === 0) return index;
  }
  return text.length;
}

/** Where the go binary of each command stands, by file. */
function commandPlaces(table: SiteTable): ReadonlyMap<string, readonly CommandPlace[]> {
  const places = table.sites.flatMap((site) =>
    site.commands.map(({ binaryAt, text }) => ({ ...binaryAt, text, site: site.id })),
  );
  return groupBy(places, ({ file }) => file);
}

/** Folders of local actions that some job uses. */
function usedActions(table: SiteTable): ReadonlySet<string> {
  const used = new Set<string>();
  for (const site of table.sites) {
    for (const event of site.events) {
      if (event.kind === "uses" && event.name.startsWith("./"))
        used.add(event.name.replace(/^(?:\.\/)+|\/+$/g, ""));
    }
  }
  return used;
}

function explainerOf(parts: {
  file: MentionFile;
  workspace: Workspace;
  text: string;
  regions: readonly ShellRegion[];
}): (hit: TextHit) => string | undefined {
  const { file, workspace, text, regions } = parts;
  const called = regions.length === 0 ? new Set<string>() : repeatedWords(text);
  const source = sourceFromText({ path: file.path, text });
  const documents =
    file.kind === "yaml" ? parseYamlAll(source) : file.kind === "json" ? [parseJson(source)] : [];
  return (hit) => {
    const offset = hit.span.start;
    if (file.kind === "other" && isInComment(text, offset)) return "in a comment";
    if (file.unread !== undefined) return file.unread;
    if (text[offset - 1] === ".") return "the end of another word";
    const lineStart = text.lastIndexOf("\n", offset - 1) + 1;
    const lineEnd = text.indexOf("\n", offset);
    const line = text.slice(lineStart, lineEnd === -1 ? text.length : lineEnd);
    const expansion = file.kind === "make" ? explainExpansion(line.slice(0, offset - lineStart)) : undefined;
    if (expansion !== undefined) return expansion;
    for (const region of regions) {
      const reason = explainShell(region, offset, called);
      if (reason !== undefined) return reason;
    }
    for (const document of documents) {
      const reason = explainYaml(document, offset);
      if (reason !== undefined) return reason;
    }
    if (file.kind === "json") return isInComment(text, offset) ? "in a comment" : undefined;
    if (file.kind === "yaml") return explainSetting(workspace, file.path, hit.span);
    if (file.kind === "make")
      return explainMake(workspace.makefiles, file.path, hit.span, line, offset - lineStart);
    if (file.kind === "docker")
      return explainDocker(
        workspace.dockerfiles.find((each) => each.file === file.path),
        hit.span,
        line,
      );
    return /^\s*#/.test(line) ? "in a comment" : undefined;
  };
}

/** Words that stand in a text more than once: a function that is called has its definition and a call. */
function repeatedWords(text: string): ReadonlySet<string> {
  const seen = new Set<string>();
  const repeated = new Set<string>();
  for (const [word] of text.matchAll(/[\w:.-]+/g)) {
    if (seen.has(word)) repeated.add(word);
    seen.add(word);
  }
  return repeated;
}

function groupBy<T>(items: readonly T[], keyOf: (item: T) => string): ReadonlyMap<string, readonly T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const key = keyOf(item);
    const group = groups.get(key);
    if (group) group.push(item);
    else groups.set(key, [item]);
  }
  return groups;
}
