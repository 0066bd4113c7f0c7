/** `breakwater explain`: what a rule looks for, why, and how its bad and good cases look. */
import type { RuleInfo } from "../finding/rule-info.ts";
import { stageOf } from "../finding/stage.ts";
import { suppressionRules } from "../finding/suppression-rules.ts";
import { UserError } from "../finding/user-error.ts";
import { wrapText } from "../report/layout.ts";
import { createPaint, type Paint } from "../report/paint.ts";
import { ruleCases } from "../rules/cases.gen.ts";
import { rules } from "../rules/index.gen.ts";
import { nearRules } from "./near-rules.ts";
import { columnsOf, type Terminal, wantsColor } from "./terminal.ts";

/** Prints one rule, or the list of all when none is named. */
export async function runExplain(id: string | undefined, terminal: Terminal): Promise<0> {
  const paint = createPaint(wantsColor(terminal));
  const width = Math.min(Math.max(columnsOf(terminal), 60), 100);
  await terminal.write(
    id === undefined ? formatList(paint, terminal.program) : formatRule(findRule(id), { paint, width }),
  );
  return 0;
}

const all: readonly RuleInfo[] = [...rules, ...suppressionRules];

function findRule(id: string): RuleInfo {
  const rule = all.find((each) => each.id === id || each.aliases?.includes(id));
  if (rule) return rule;
  throw new UserError("no-such-rule", `No rule is called "${id}"`, { hint: nearRules(id, all) });
}

function formatList(paint: Paint, program: string): string {
  const width = Math.max(...all.map(({ id }) => id.length));
  const lines = all.map((rule) => `${rule.harm}  ${rule.id.padEnd(width)}  ${paint.dim(rule.summary)}`);
  return `${lines.join("\n")}\n\n${rules.length} rules, and ${suppressionRules.length} about suppressions and baselines. One in full: ${program} explain RULE\n`;
}

function formatRule(rule: RuleInfo, { paint, width }: { paint: Paint; width: number }): string {
  const stage = stageOf(rule, rule.harm);
  const proof =
    rule.proof.length > 0
      ? `shown by the real go: ${rule.proof.map((name) => `lab/${name}.txtar`).join(", ")}`
      : rule.stage === undefined
        ? "advice: not shown by a run of the real go"
        : "about Breakwater's own files";
  const sections = [
    [paint.bold(rule.id), `${rule.harm}, stage ${stage}, since ${rule.since}, ${rule.status}; ${proof}`].join(
      "\n",
    ),
    wrapText(rule.summary, width).join("\n"),
    ["Why", ...wrapText(rule.why, width - 2).map((line) => `  ${line}`)].join("\n"),
    ["Fix", ...wrapText(rule.remedy, width - 2).map((line) => `  ${line}`)].join("\n"),
    ...(ruleCases[rule.id] ?? []).map((each) => formatCase(each, paint)),
    `Allow one place, with a reason:\n  breakwater:allow ${rule.id} REASON [until=2027-01-31]   in a comment on or above the line`,
  ];
  return `${sections.join("\n\n")}\n`;
}

function formatCase(each: (typeof ruleCases)[string][number], paint: Paint): string {
  const lines = [each.name === "bad" ? "Bad" : "Good"];
  for (const file of each.files) {
    lines.push(paint.dim(`  ${file.name}`));
    for (const line of file.text.replace(/\n$/, "").split("\n")) lines.push(`    ${line}`.trimEnd());
  }
  if (each.output !== "")
    lines.push(
      ...each.output
        .trimEnd()
        .split("\n")
        .map((line) => `  → ${line}`),
    );
  for (const [, choice, title] of each.fix.matchAll(/^(un)?safe: (.*)$/gm))
    lines.push(`  breakwater fix${choice === undefined ? "" : " --unsafe"}: ${title}`);
  return lines.join("\n");
}
