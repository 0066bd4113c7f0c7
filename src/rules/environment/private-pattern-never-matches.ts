import { explainPatterns } from "../../go/private-patterns.ts";
import { seenSettings } from "../../site/seen-settings.ts";
import type { Place } from "../../text/span.ts";
import type { Workspace } from "../../workspace/workspace.ts";
import { fixSetting } from "../edit-text.ts";
import { defineRule } from "../rule.ts";

const consequences: Readonly<Record<string, string>> = {
  GOPRIVATE:
    "modules it should cover are asked for at the proxy and, unless go.sum has them, in the checksum database",
  GONOPROXY: "modules it should cover are asked for at the proxy",
  GONOSUMDB: "modules it should cover are looked up in the checksum database unless go.sum has them",
  GOINSECURE: "hosts it should cover are refused without https",
};

export default defineRule({
  id: "environment/private-pattern-never-matches",
  status: "preview",
  since: "0.1.0",
  harm: "S0",
  proof: ["environment-private-pattern-never-matches"],
  summary:
    "An element of GOPRIVATE or its relatives can match no module path: private names reach public servers.",
  why:
    "The lists are compared element by element as they stand: go trims no blanks, strips no scheme, compares with " +
    "case, and `...` is no wildcard. An element that matches nothing is passed over without a word.",
  remedy:
    "Write path prefixes as go.mod spells them, with commas and without blanks: `example.com/team,*.corp.example`.",
  reads: "site",

  *check(site, { workspace }) {
    for (const { name, text, at, commands } of seenSettings(site, Object.keys(consequences))) {
      for (const element of explainPatterns(text)) {
        const problem = element.problems.find(({ isIneffective }) => isIneffective);
        if (!problem) continue;
        const [command] = commands;
        yield {
          at,
          outcome: "ineffective",
          harm: name === "GOINSECURE" ? "S2" : "S0",
          message: `"${element.text}" in ${name} ${problem.text}; ${consequences[name]}`,
          ...mended(workspace, { name, text, at }),
          evidence: command ? [{ at: command.at, shows: `"go ${command.subcommand}" runs with it` }] : [],
          cause: `${name}: ${element.text}`,
        };
      }
    }
  },
});

/** The list without blanks; else, as a choice, also without schemes and `...`. What is left must be able to match. */
function mended(
  workspace: Workspace,
  { name, text, at }: { readonly name: string; readonly text: string; readonly at: Place },
): ReturnType<typeof fixSetting> {
  const trimmed = text.split(",").flatMap((element) => element.trim() || []);
  const stripped = trimmed.map((element) => element.replace(/^[a-z+]+:\/\//i, "").replace(/\/\.\.\.$/, ""));
  const isSafe = canMatch(trimmed);
  if (!isSafe && !canMatch(stripped)) return undefined;
  const to = (isSafe ? trimmed : stripped).join(",");
  const title = isSafe ? `Write ${name} without blanks` : `Write ${name} as path prefixes`;
  return fixSetting(workspace, { name, at, from: text, to }, { title, isSafe });
}

function canMatch(elements: readonly string[]): boolean {
  return (
    elements.length > 0 &&
    explainPatterns(elements.join(",")).every(({ problems }) =>
      problems.every(({ isIneffective }) => !isIneffective),
    )
  );
}
