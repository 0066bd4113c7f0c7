import type { ShellNode } from "../../workspace/shell/ast.ts";
import { evaluateWord, type WordScope } from "./evaluate-word.ts";

type CaseNode = Extract<ShellNode, { kind: "case" }>;

/** The arm that is taken, when its subject and the patterns up to it are plain text or a lone star. */
export function armOf({ subject, arms }: CaseNode, scope: WordScope): CaseNode["arms"][number] | undefined {
  const value = evaluateWord(subject, scope);
  if (value.kind === "unknown") return undefined;
  for (const arm of arms) {
    for (const pattern of arm.patterns) {
      const wanted = evaluateWord(pattern, scope);
      if (wanted.kind === "unknown") return undefined;
      if (wanted.text === value.text || wanted.text === "*") return arm;
      if (/[*?[\\]/.test(wanted.text)) return undefined;
    }
  }
  return undefined;
}
