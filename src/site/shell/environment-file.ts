/** `echo NAME=value >> $GITHUB_ENV` (and CircleCI's $BASH_ENV): settings for the steps that follow. */
import type { Place } from "../../text/span.ts";
import type { CommandNode } from "../../workspace/shell/ast.ts";
import { goInFront } from "../go-in-front.ts";
import type { Machine } from "../machine.ts";
import type { CommandArgument } from "../site.ts";
import { known, unknown } from "../value.ts";
import type { WordScope } from "./evaluate-word.ts";

const files = /GITHUB_(?:ENV|OUTPUT)|BASH_ENV/;

/** In front of a name that stands for an output of the step: no shell variable can have it. */
export const outputPrefix = "output:";

/** The machine with the settings that later steps will see; undefined when the command writes none. */
export function applyEnvironmentFile(
  node: CommandNode,
  words: readonly CommandArgument[],
  machine: Machine,
  scope: WordScope,
): Machine | undefined {
  const target = node.redirects.find((redirect) => redirect.operator.startsWith(">"))?.target?.text ?? "";
  const at = { file: scope.file, span: node.span };
  if (/GITHUB_PATH/.test(target)) return applyPathFile(words, machine, at);
  if (!files.test(target)) return undefined;
  const prefix = /GITHUB_OUTPUT/.test(target) ? outputPrefix : "";
  // `cat FILE >> $GITHUB_ENV` writes the file's lines.
  const printed = words[0]?.text === "cat" ? scope.substitute?.([{ ...node, redirects: [] }]) : undefined;
  const written = printed === undefined ? words.slice(1) : [{ text: printed, value: known(printed, at), at }];
  const by = `written to ${target.replace(/["'{}$]/g, "")}`;
  let environment = machine.environment;
  for (const word of written) {
    const text = word.value.kind === "known" ? word.value.text : word.text.replace(/^["']|["']$/g, "");
    for (const line of text.split("\n")) {
      const match = /^\s*(?:export\s+)?([A-Za-z_][A-Za-z0-9_-]*)=(.*)$/.exec(line);
      if (!match?.[1]) continue;
      const value =
        word.value.kind === "known"
          ? known((match[2] ?? "").replace(/^(["'])(.*)\1$/, "$2"), at)
          : unknown(word.value.reason, at);
      environment = environment.with(prefix + match[1], { value, at, by });
    }
  }
  if (environment === machine.environment && words.length > 1 && prefix === "") {
    return {
      ...machine,
      environment: environment.withOpenReason(`${node.text} writes settings that are not known`),
    };
  }
  return { ...machine, environment };
}

/** `echo FOLDER >> $GITHUB_PATH`: the folder comes first from the next step on, before what is there now. */
function applyPathFile(words: readonly CommandArgument[], machine: Machine, at: Place): Machine {
  const [, first] = words;
  const go = first && goInFront(first.value.kind === "known" ? first.value.text : first.text, at, machine.go);
  return go ? { ...machine, go } : machine;
}
