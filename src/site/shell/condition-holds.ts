import type { ShellNode } from "../../workspace/shell/ast.ts";
import { evaluateArguments, evaluateWord, type WordScope } from "./evaluate-word.ts";

/** Whether a comparison of texts that files show holds: `[ "$RACE" -eq 0 ]`, `[[ $X == y ]]`; undefined for all else. */
export function conditionHolds(nodes: readonly ShellNode[], scope: WordScope): boolean | undefined {
  const [node] = nodes;
  if (nodes.length !== 1 || !node) return undefined;
  if (node.kind === "not") {
    const inner = conditionHolds([node.body], scope);
    return inner === undefined ? undefined : !inner;
  }
  const searched = searchFinds(node, scope);
  if (searched !== undefined) return searched;
  if (node.kind !== "command" || node.assignments.length + node.redirects.length > 0) return undefined;
  const [first] = node.words;
  const name = first === undefined ? undefined : textOf([first], scope)?.[0];
  if (name === "true" || name === ":") return true;
  if (name === "false") return false;
  if (name !== "[" && name !== "[[" && name !== "test") return undefined;
  // A command that dash does not find.
  if (name === "[[" && scope.dialect) return scope.dialect === "dash" ? false : undefined;
  const end = name === "test" ? undefined : -1;
  // Inside of `[[` nothing is split: an empty variable stays a word.
  const words = node.words.slice(1, end);
  const texts = name === "[[" ? wholeTexts(words, scope) : textOf(words, scope);
  return texts === undefined ? undefined : compare(texts, name === "[[");
}

/** Whether such a comparison rests on texts that whoever starts the script may set otherwise. */
export function mayHoldOtherwise(nodes: readonly ShellNode[], scope: WordScope): boolean {
  return nodes.some((node) => {
    if (node.kind === "not") return mayHoldOtherwise([node.body], scope);
    if (node.kind !== "command") return false;
    return node.words.some((word) => {
      const value = evaluateWord(word, scope);
      return value.kind === "known" ? value.mayDiffer === true : true;
    });
  });
}

/** `grep -q PATTERN file`, also behind a pipe, where files show what it reads. */
function searchFinds(node: ShellNode, scope: WordScope): boolean | undefined {
  const last = node.kind === "pipeline" ? node.parts.at(-1) : node;
  if (last?.kind !== "command" || !/^[ef]?grep$/.test(last.words[0]?.text ?? "")) return undefined;
  const isQuiet = (text: string): boolean => /^-[a-zA-Z]*q/.test(text) || text === "--quiet";
  if (!last.words.some(({ text }) => isQuiet(text))) return undefined;
  const words = last.words.flatMap((word) => {
    if (!isQuiet(word.text)) return [word];
    const text = word.text.replace("--quiet", "-").replaceAll("q", "");
    const parts = [{ kind: "literal" as const, text, quoted: false, span: word.span }];
    return text === "-" ? [] : [{ ...word, text, parts }];
  });
  const search = { ...last, words };
  const body = node.kind === "pipeline" ? { ...node, parts: [...node.parts.slice(0, -1), search] } : search;
  const found = scope.substitute?.([body]);
  return found === undefined ? undefined : found !== "";
}

type Words = Extract<ShellNode, { kind: "command" }>["words"];

function textOf(words: Words, scope: WordScope): readonly string[] | undefined {
  return knownTexts(words.flatMap((word) => evaluateArguments(word, scope)).map(({ value }) => value));
}

function wholeTexts(words: Words, scope: WordScope): readonly string[] | undefined {
  return knownTexts(words.map((word) => evaluateWord(word, scope)));
}

function knownTexts(values: readonly ReturnType<typeof evaluateWord>[]): readonly string[] | undefined {
  const texts = values.flatMap((value) => (value.kind === "known" ? [value.text] : []));
  return texts.length === values.length ? texts : undefined;
}

function compare(texts: readonly string[], takesPatterns: boolean): boolean | undefined {
  const [left = "", operator = "", right = ""] = texts;
  if (texts.length === 2 && left === "-z") return operator === "";
  if (texts.length === 2 && left === "-n") return operator !== "";
  if (texts.length !== 3) return undefined;
  if (takesPatterns && /[*?[\\(]/.test(right)) return undefined;
  if (operator === "=" || operator === "==") return left === right;
  if (operator === "!=") return left !== right;
  if (!/^-?\d{1,9}$/.test(left) || !/^-?\d{1,9}$/.test(right)) return undefined;
  const difference = Number(left) - Number(right);
  switch (operator) {
    case "-eq":
      return difference === 0;
    case "-ne":
      return difference !== 0;
    case "-lt":
      return difference < 0;
    case "-le":
      return difference <= 0;
    case "-gt":
      return difference > 0;
    case "-ge":
      return difference >= 0;
    default:
      return undefined;
  }
}
