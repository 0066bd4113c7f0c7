import type { Workflow } from "../../workspace/github/model.ts";
import { entriesOf, itemsOf, valueAt, type YamlNode } from "../../workspace/yaml/node.ts";
import { mostFrequent } from "./most-frequent.ts";

/**
 * What the gate's `runs-on` is: the Ubuntu that the repository uses most; where every job has runners of its own, those,
 * because such a repository may have no others.
 */
export function runnerOf(workflows: readonly Workflow[]): string {
  const labels = workflows.flatMap(({ jobs }) =>
    jobs.flatMap(({ runsOn }) => (runsOn.length === 1 ? (runsOn[0]?.text ?? "") : [])),
  );
  const ubuntu = mostFrequent(labels.filter((label) => /^ubuntu-[\w.-]+$/.test(label)));
  if (ubuntu !== undefined) return ubuntu;
  if (labels.some((label) => /^(?:ubuntu|windows|macos)-/.test(label))) return "ubuntu-latest";
  const own = workflows.flatMap(({ jobs, root }) =>
    jobs.flatMap(({ id }) => flowText(valueAt(root, "jobs", id, "runs-on")) ?? []),
  );
  return mostFrequent(own) ?? "ubuntu-latest";
}

/** The node on one line; undefined where it holds what only its own job knows. */
function flowText(node: YamlNode | undefined): string | undefined {
  if (node === undefined) return undefined;
  if (node.kind === "scalar") {
    if (/\$\{\{.*\b(?:matrix|inputs|needs|strategy)\b/s.test(node.text) || node.text === "") return undefined;
    return /^[A-Za-z][\w.-]*$/.test(node.text) ? node.text : JSON.stringify(node.text);
  }
  const isList = node.kind === "sequence";
  const parts = isList
    ? itemsOf(node).map(flowText)
    : entriesOf(node).map(({ key, value }) => {
        const text = flowText(value);
        return text === undefined ? undefined : `${key.text}: ${text}`;
      });
  if (parts.length === 0 || parts.includes(undefined)) return undefined;
  return isList ? `[${parts.join(", ")}]` : `{ ${parts.join(", ")} }`;
}
