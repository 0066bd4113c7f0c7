/**
 * Cases of rules: text archives whose first path part names the case. Every file of a case makes up a
 * repository in memory, except `want` (the expected problems), `fix` (what `breakwater fix` does to it) and `tracked`
 * (paths that git tracks).
 */
import { createFindings } from "../finding/create-findings.ts";
import { type Contract, defaultContract } from "../site/contract.ts";
import { resolveSites } from "../site/resolve-sites.ts";
import type { Txtar } from "../text/txtar.ts";
import { readWorkspace } from "../workspace/read-workspace.ts";
import { createMemoryTree } from "../workspace/tree/memory-tree.ts";
import type { Tree } from "../workspace/tree/tree.ts";
import type { Rule } from "./rule.ts";
import { runRules } from "./run-rules.ts";

export interface RuleCase {
  readonly name: string;
  readonly files: Readonly<Record<string, string>>;
  /** Lines `file:line:column: message`; empty for a case without problems. */
  readonly want: string;
  /** A line `safe: TITLE` or `unsafe: TITLE` for each fix, and their diff; empty where nothing can be fixed. */
  readonly fix: string;
  readonly tracked: readonly string[] | undefined;
}

/** The cases of an archive, in order. */
export function parseRuleCases(archive: Txtar): readonly RuleCase[] {
  const cases = new Map<
    string,
    { files: Record<string, string>; want: string; fix: string; tracked: string[] | undefined }
  >();
  for (const { name, text } of archive.files) {
    const slash = name.indexOf("/");
    if (slash < 1) throw new RangeError(`"${name}" lies in no case: the first path part names the case`);
    const caseName = name.slice(0, slash);
    const path = name.slice(slash + 1);
    const entry = cases.get(caseName) ?? { files: {}, want: "", fix: "", tracked: undefined };
    cases.set(caseName, entry);
    if (path === "want") entry.want = text;
    else if (path === "fix") entry.fix = text;
    else if (path === "tracked") entry.tracked = text.split("\n").filter(Boolean);
    else entry.files[path] = text;
  }
  return [...cases].map(([name, entry]) => ({ name, ...entry }));
}

/** What a rule says to a case, in the form of `want`. */
export async function runRuleCase(
  rule: Rule,
  input: RuleCase,
  contractOf: (tree: Tree) => Promise<Contract> = async () => defaultContract,
): Promise<string> {
  const tree = createMemoryTree(input.files, input.tracked ? { tracked: input.tracked } : {});
  const workspace = await readWorkspace(tree);
  const { sites } = resolveSites(workspace);
  const { problems } = runRules({ workspace, sites, contract: await contractOf(tree), rules: [rule] });
  const findings = createFindings({ problems, sourceOf: (file) => workspace.source(file) });
  return findings
    .map(({ at, message }) => {
      const { line, column } = workspace.source(at.file)?.lines.positionAt(at.span.start) ?? {
        line: 1,
        column: 1,
      };
      return `${at.file}:${line}:${column}: ${message}\n`;
    })
    .sort(byPlace)
    .join("");
}

function byPlace(a: string, b: string): number {
  return a.localeCompare(b, "en", { numeric: true });
}
