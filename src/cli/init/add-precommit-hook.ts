/** The hook entry in an existing `.pre-commit-config.yaml`. */
import { applyEdits, type Edit } from "../../text/edit.ts";
import { type SourceFile, sourceFromText } from "../../text/source-file.ts";
import { entriesOf, itemsOf, scalarAt, valueAt } from "../../workspace/yaml/node.ts";
import { parseYaml } from "../../workspace/yaml/parse-yaml.ts";
import { appendItem } from "./append-item.ts";
import { plainYaml } from "./plain-yaml.ts";

/**
 * The hook as lines of a list item. pre-commit puts what is not staged away before it runs hooks, so the folder is what
 * will be committed, and HEAD is what was there before. A deletion stages no file: hence always_run.
 */
export const precommitItem: readonly string[] = [
  "repo: local",
  "hooks:",
  "  - id: breakwater",
  "    name: breakwater",
  "    entry: breakwater check --new-from HEAD",
  "    language: system",
  "    pass_filenames: false",
  "    always_run: true",
];

/** The edits, `present` when a hook of Breakwater is there, or `unsure` when the file cannot be edited surely. */
export function addPrecommitHook(source: SourceFile): readonly Edit[] | "present" | "unsure" {
  const before = parseYaml(source);
  const repos = valueAt(before.root, "repos");
  if (before.problems.length > 0 || repos?.kind !== "sequence") return "unsure";
  const hooks = repos.items.flatMap((repo) => itemsOf(valueAt(repo, "hooks")));
  const isOurs = hooks.some(
    (hook) =>
      scalarAt(hook, "id")?.text === "breakwater" ||
      /\bbreakwater\b/.test(scalarAt(hook, "entry")?.text ?? ""),
  );
  if (isOurs) return "present";
  const edit = appendItem(source, repos, precommitItem);
  if (!edit) return "unsure";
  const after = parseYaml(sourceFromText({ path: source.path, text: applyEdits(source.text, [edit]) }));
  const wanted = entriesOf(before.root).map(({ key, value }) =>
    key.text === "repos" && value?.kind === "sequence"
      ? [...value.items.map(plainYaml), itemText()]
      : [key.text, plainYaml(value)],
  );
  const got = entriesOf(after.root).map(({ key, value }) =>
    key.text === "repos" && value?.kind === "sequence"
      ? value.items.map(plainYaml)
      : [key.text, plainYaml(value)],
  );
  return JSON.stringify(wanted) === JSON.stringify(got) && after.problems.length === 0 ? [edit] : "unsure";
}

function itemText(): string {
  return plainYaml(parseYaml(sourceFromText({ path: "item.yaml", text: precommitItem.join("\n") })).root);
}
