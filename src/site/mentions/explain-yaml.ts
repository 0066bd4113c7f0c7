/** Why a `go …` text in a YAML file outside of its scripts is no command of a site. */
import type { YamlDocument, YamlNode } from "../../workspace/yaml/node.ts";

/** The reason by the key under which the text stands; undefined when the key says nothing. */
export function explainYaml(document: YamlDocument, offset: number): string | undefined {
  const contains = ({ span }: { readonly span: { readonly start: number; readonly end: number } }): boolean =>
    span.start <= offset && offset < span.end;
  if (document.comments.some(contains)) return "in a comment";
  const problem = document.problems.find(contains);
  if (problem) return `in a part of the file that cannot be parsed: ${problem.reason}`;
  const path = document.root ? pathTo(document.root, offset) : undefined;
  return path && explainPath(path);
}

interface Step {
  readonly key: string;
  /** The mapping that holds the key. */
  readonly holder: YamlNode;
}

/** Keys from the root to the scalar that holds the offset; undefined when no scalar does. */
function pathTo(node: YamlNode, offset: number): readonly Step[] | undefined {
  if (offset < node.span.start || offset >= node.span.end) return undefined;
  if (node.kind === "scalar") return [];
  if (node.kind === "sequence") {
    for (const item of node.items) {
      const path = pathTo(item, offset);
      if (path) return path;
    }
    return undefined;
  }
  for (const { key, value } of node.entries) {
    if (key.span.start <= offset && offset < key.span.end) return [{ key: "<key>", holder: node }];
    const path = value && pathTo(value, offset);
    if (path) return [{ key: key.text, holder: node }, ...path];
  }
  return undefined;
}

const names = /^(?:name|description|title|summary|displayName|message|text|label)$/;
const variables = /^(?:env|variables|environment)$/;

function explainPath(path: readonly Step[]): string | undefined {
  const last = path.at(-1);
  const before = path.at(-2);
  if (!last) return undefined;
  if (last.key === "<key>") return before?.key === "matrix" ? undefined : "in a name";
  if (names.test(last.key)) return `in a ${last.key}`;
  if (before && variables.test(before.key)) return `text in the value of ${last.key}`;
  if (before?.key === "with") return `given to ${usesOf(before.holder)} as its input ${last.key}`;
  if (before?.key === "outputs" || before?.key === "inputs")
    return `in the ${before.key.slice(0, -1)} ${last.key}`;
  if (last.key === "if") return "in a condition";
  if (/^(?:key|keys|restore-keys|fallback_keys|paths?|ignore|include|exclude)$/.test(last.key))
    return `in ${last.key}`;
  if (last.key === "default")
    return `the default of the ${path.some(({ key }) => key === "parameters") ? "parameter" : "input"} ${before?.key ?? ""}`;
  if (path.some(({ key }) => key === "matrix"))
    return "a value of the matrix: a command where a step uses it";
  if (last.key === "shell") return "the name of a shell";
  return undefined;
}

function usesOf(step: YamlNode): string {
  if (step.kind !== "mapping") return "an action";
  const uses = step.entries.find(({ key }) => key.text === "uses")?.value;
  return uses?.kind === "scalar" ? uses.text.replace(/@.*$/, "") : "an action";
}
