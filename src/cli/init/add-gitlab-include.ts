/** The include of a local file in an existing `.gitlab-ci.yml`. */
import { applyEdits, type Edit } from "../../text/edit.ts";
import { matchesGlob } from "../../text/glob.ts";
import { type SourceFile, sourceFromText } from "../../text/source-file.ts";
import { entriesOf, entryOf, itemsOf, scalarAt, type YamlNode } from "../../workspace/yaml/node.ts";
import { parseYamlAll } from "../../workspace/yaml/parse-yaml.ts";
import { appendItem } from "./append-item.ts";
import { plainYaml } from "./plain-yaml.ts";

/** The edits, `present` when the file is included already, or `unsure` when that cannot be decided or edited surely. */
export function addGitlabInclude(source: SourceFile, file: string): readonly Edit[] | "present" | "unsure" {
  const before = rootOf(source);
  if (before?.kind !== "mapping") return "unsure";
  const include = entryOf(before, "include");
  const included = itemsOf(include?.value);
  if (included.some((item) => includes(item, file))) return "present";
  const edits = include ? extend(source, include.value, file) : append(source, file);
  if (!edits) return "unsure";
  const after = rootOf(sourceFromText({ path: source.path, text: applyEdits(source.text, edits) }));
  return isOnlyThatAdded(before, after, file) ? edits : "unsure";
}

/** The root of the only document; GitLab reads a header with `spec:` before it, which is left to a person. */
function rootOf(source: SourceFile): YamlNode | undefined {
  const documents = parseYamlAll(source);
  const [only] = documents;
  return documents.length === 1 && only?.problems.length === 0 ? only.root : undefined;
}

function extend(source: SourceFile, value: YamlNode | undefined, file: string): readonly Edit[] | undefined {
  const { text } = source;
  if (value?.kind === "sequence") {
    const isFlow = text[value.span.start] === "[";
    if (!isFlow) {
      const edit = appendItem(source, value, [`local: ${file}`]);
      return edit && [edit];
    }
    const last = value.items.at(-1);
    if (!last) return undefined;
    return [{ span: { start: last.span.end, end: last.span.end }, text: `, ${file}` }];
  }
  if (value?.kind !== "scalar" || !["plain", "single", "double"].includes(value.style)) return undefined;
  const colon = text.lastIndexOf(":", value.span.start);
  const lineEnd = /\r?\n|$/.exec(text.slice(value.span.end));
  const newline = text.includes("\r\n") ? "\r\n" : "\n";
  if (text.slice(colon + 1, value.span.start).trim() !== "" || !lineEnd) return undefined;
  const end = value.span.end + lineEnd.index;
  return [
    { span: { start: colon + 1, end: value.span.start }, text: `${newline}  - ` },
    { span: { start: end, end }, text: `${newline}  - local: ${file}` },
  ];
}

function append({ text }: SourceFile, file: string): readonly Edit[] {
  const newline = text.includes("\r\n") ? "\r\n" : "\n";
  const gap = text.endsWith("\n") ? newline : newline + newline;
  const at = { start: text.length, end: text.length };
  return [{ span: at, text: `${gap}include:${newline}  - local: ${file}${newline}` }];
}

function isOnlyThatAdded(before: YamlNode, after: YamlNode | undefined, file: string): boolean {
  const items = itemsOf(entryOf(after, "include")?.value);
  const last = items.at(-1);
  const old = itemsOf(entryOf(before, "include")?.value);
  return (
    restOf(before) === restOf(after) &&
    last !== undefined &&
    includes(last, file) &&
    items.length === old.length + 1 &&
    old.every((item, index) => plainYaml(item) === plainYaml(items[index]))
  );
}

function restOf(root: YamlNode | undefined): string {
  const entries = entriesOf(root).filter(({ key }) => key.text !== "include");
  return entries.map(({ key, value }) => `${plainYaml(key)}:${plainYaml(value)}`).join("\n");
}

/** A path of `include: local`, with or without its slash in front, may have wildcards. */
function includes(item: YamlNode, file: string): boolean {
  const path = item.kind === "scalar" ? item.text : scalarAt(item, "local")?.text;
  return path !== undefined && matchesGlob(path.replace(/^\//, ""), file);
}
