/** Commands and words that set variables of the shell by another way than `NAME=value`. */
import type { CommandNode } from "../../workspace/shell/ast.ts";
import type { Machine } from "../machine.ts";
import type { CommandArgument } from "../site.ts";
import { known, unknown } from "../value.ts";
import { assigned } from "./assign.ts";
import { evaluateWord, type WordScope } from "./evaluate-word.ts";
import { printedText, valueOfPiece } from "./printed-text.ts";
import { textOf } from "./text-of.ts";

/** The machine after `"${NAME:=value}"` in the words of a command. */
export function applyDefaults(node: CommandNode, machine: Machine, scope: WordScope): Machine {
  let { environment } = machine;
  for (const word of node.words) {
    for (const part of word.parts) {
      if (part.kind !== "variable" || (part.operator !== ":=" && part.operator !== "=")) continue;
      const before = environment.get(part.name)?.value;
      if (before?.kind === "known" && (before.text !== "" || part.operator === "=")) continue;
      const value = evaluateWord(
        { parts: [part], span: part.span, text: word.text },
        { ...scope, environment },
      );
      const at = { file: scope.file, span: part.span };
      environment = environment.with(part.name, assigned(part.name, value, at, { ...machine, environment }));
    }
  }
  return environment === machine.environment ? machine : { ...machine, environment };
}

/** Names that arithmetic writes: `X=1`, `X += 2`, `X++`. */
function arithmeticNames(text: string): readonly string[] {
  return [
    ...text.matchAll(/([A-Za-z_]\w*)\s*(?:(?:[-+*/%&|^]|<<|>>)?=(?!=)|\+\+|--)|(?:\+\+|--)([A-Za-z_]\w*)/g),
  ].flatMap(([, before, behind]) => before ?? behind ?? []);
}

/** The machine after `printf -v NAME`, `let X=1` and `((X=1))`; undefined when the command is another one. */
export function applySetter(
  node: CommandNode,
  words: readonly CommandArgument[],
  machine: Machine,
  scope: WordScope,
): Machine | undefined {
  const at = { file: scope.file, span: node.span };
  const name = textOf(words[0]);
  if (name === "printf" && textOf(words[1]) === "-v") {
    const target = textOf(words[2]);
    const [printf, , , ...rest] = node.words;
    if (target === undefined || !printf) return undefined;
    const printed = printedText(
      { ...node, words: [printf, ...(rest[0]?.text === "--" ? rest.slice(1) : rest)] },
      scope,
    );
    const value = printed
      ? valueOfPiece(printed.text, printed.open, (text) => known(text, at))
      : unknown("what printf makes of it is not known", at);
    return {
      ...machine,
      environment: machine.environment.with(target, assigned(target, value, at, machine)),
    };
  }
  if (name !== "let" && !node.words[0]?.text.startsWith("((")) return undefined;
  const reason = "the shell computes it";
  return {
    ...machine,
    environment: arithmeticNames(node.text).reduce(
      (environment, each) =>
        environment.with(each, assigned(each, unknown(reason, at), at, { ...machine, environment })),
      machine.environment,
    ),
  };
}
