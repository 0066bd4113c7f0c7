/** `echo FOLDER >> $GITHUB_PATH`, and how outputs of a step are named where settings are kept. */
import type { CommandNode } from "../../workspace/shell/ast.ts";
import { goInFront } from "../go-in-front.ts";
import type { Machine } from "../machine.ts";
import { putOnPath } from "../placed-go.ts";
import type { CommandArgument } from "../site.ts";
import type { WordScope } from "./evaluate-word.ts";

/** In front of a name that stands for an output of the step: no shell variable can have it. */
export const outputPrefix = "output:";

/** The folder comes first from the next step on, before what is there now; undefined when the command writes none. */
export function applyPathFile(
  node: CommandNode,
  [, first]: readonly CommandArgument[],
  machine: Machine,
  { file }: Pick<WordScope, "file">,
): Machine | undefined {
  const target = node.redirects.find((redirect) => redirect.operator.startsWith(">"))?.target?.text ?? "";
  if (!/GITHUB_PATH/.test(target)) return undefined;
  const named = first?.value.kind === "known" ? putOnPath(machine, first.value.text) : undefined;
  if (named) return named;
  const at = { file, span: node.span };
  const go = first && goInFront(first.value.kind === "known" ? first.value.text : first.text, at, machine.go);
  return go ? { ...machine, go } : machine;
}
