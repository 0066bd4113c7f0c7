/** `read` and the loops around it: which names they set, and to what, where files show the input. */
import type { CommandNode, Redirect, ShellNode } from "../../workspace/shell/ast.ts";
import type { Workspace } from "../../workspace/workspace.ts";
import type { Machine } from "../machine.ts";
import type { CommandArgument } from "../site.ts";
import { known, unknown, type Value } from "../value.ts";
import { assigned } from "./assign.ts";
import { evaluateWord, type WordScope } from "./evaluate-word.ts";
import { pathInTree } from "./folder-in-tree.ts";
import { textOf } from "./text-of.ts";

const mostInput = 20_000;

/** The text of `< file`, `<<< "text"` or `<<EOF`; undefined when files do not show it. */
export function inputOf(
  redirects: readonly Redirect[],
  machine: Machine,
  scope: WordScope,
  workspace: Workspace,
): string | undefined {
  const last = redirects.findLast(({ operator }) => /^0?<(?!&)/.test(operator));
  if (!last) return undefined;
  if (last.operator.endsWith("<<<")) {
    const value = last.target && evaluateWord(last.target, scope);
    return value?.kind === "known" ? `${value.text}\n` : undefined;
  }
  if (last.here) return last.here.expands && /[$`\\]/.test(last.here.text) ? undefined : last.here.text;
  const path = last.target && evaluateWord(last.target, scope);
  const file = path?.kind === "known" ? pathInTree(path.text, machine) : undefined;
  const entry = file === undefined ? undefined : workspace.tree.entry(file);
  return entry && entry.sizeBytes < mostInput ? workspace.source(entry.path)?.text : undefined;
}

interface ReadCommand {
  readonly isRaw: boolean;
  readonly array: string | undefined;
  readonly names: readonly string[];
  /** It reads in a way that is not followed. */
  readonly isOther: boolean;
}

/** The options and names of `read`; undefined when the command is another one. */
function readCommand(texts: readonly (string | undefined)[]): ReadCommand | undefined {
  const [name, ...words] = texts;
  if (name !== "read" && name !== "mapfile" && name !== "readarray") return undefined;
  let isRaw = false;
  let isOther = name !== "read";
  let array: string | undefined;
  const names: string[] = [];
  for (let index = 0; index < words.length; index++) {
    const word = words[index];
    const flags = word === undefined || names.length > 0 ? undefined : /^-([a-zA-Z]+)$/.exec(word)?.[1];
    if (flags === undefined) {
      if (word !== undefined && /^[A-Za-z_]\w*$/.test(word)) names.push(word);
      else isOther = true;
      continue;
    }
    isRaw ||= flags.includes("r");
    if (/[^ra]/.test(flags)) isOther = true;
    // `mapfile -t` takes no value, `read -t` does.
    if ((name === "read" ? /[dnNtupi]$/ : /[dnsuOCc]$/).test(flags)) index++;
    if (flags.endsWith("a")) array = words[++index];
  }
  return { isRaw, array, names: names.length > 0 || array ? names : ["REPLY"], isOther };
}

/** The machine after `read`, whose input is a text or not known; undefined when the command is another one. */
export function applyRead(
  node: CommandNode,
  words: readonly CommandArgument[],
  machine: Machine,
  parts: { readonly scope: WordScope; readonly input: string | undefined },
): Machine | undefined {
  const read = readCommand(words.map(textOf));
  if (!read) return undefined;
  const { scope, input } = parts;
  const at = { file: scope.file, span: node.span };
  const own = node.assignments.find(({ name }) => name === "IFS");
  const separators = own ? evaluateWord(own.value, scope) : scope.environment.get("IFS")?.value;
  const line = input?.split("\n")[0];
  const fields = line === undefined ? undefined : fieldsOf(line, read, separators);
  let { environment } = machine;
  const set = (name: string, value: Value): void => {
    environment = environment.with(name, assigned(name, value, at, { ...machine, environment }));
  };
  const open = unknown("it is read from an input that files do not show", at);
  if (read.array !== undefined) {
    const elements = fields?.map((text) => ({ text, value: known(text, at) }));
    set(read.array, elements ? { kind: "unknown", reason: `${read.array} is an array`, at, elements } : open);
  }
  for (const [index, name] of read.names.entries()) {
    const text = read.array === undefined ? fields?.[index] : undefined;
    set(name, fields && read.array === undefined ? known(text ?? "", at) : open);
  }
  return { ...machine, environment };
}

const blanks = /^[ \t\n]*$/;

/** The fields of a line: of an array all, else one for each name, the last with the rest of the line. */
function fieldsOf(
  line: string,
  { isRaw, isOther, array, names }: ReadCommand,
  separators: Value | undefined,
): readonly string[] | undefined {
  if (isOther || (!isRaw && line.includes("\\"))) return undefined;
  if (separators?.kind === "unknown" && !separators.isUnset) return undefined;
  const marks = separators?.kind === "known" ? separators.text : " \t\n";
  if (marks === "") return [line];
  const isBlank = blanks.test(marks);
  if (!isBlank && marks.length !== 1) return undefined;
  const whole = isBlank ? line.replace(/^[ \t]+|[ \t]+$/g, "") : line;
  if (array === undefined && names.length === 1)
    return [
      isBlank
        ? whole
        : whole.endsWith(marks) && !whole.slice(0, -1).includes(marks)
          ? whole.slice(0, -1)
          : whole,
    ];
  const fields = isBlank ? whole.split(/[ \t]+/) : whole.split(marks);
  if (fields.at(-1) === "") fields.pop();
  // Several names and separators that are no blanks: what the last name gets of the rest is intricate.
  if (array === undefined && fields.length > names.length) {
    if (!isBlank) return undefined;
    const pattern = new RegExp(`^((?:[^ \\t]+[ \\t]+){${names.length - 1}})`);
    const first = pattern.exec(whole)?.[1] ?? "";
    return [...fields.slice(0, names.length - 1), whole.slice(first.length)];
  }
  return fields;
}

/** The `read` that a loop asks in each pass, and whether a last line without an end counts too. */
export function readOfLoop(
  condition: readonly ShellNode[],
): { readonly node: CommandNode; readonly takesRest: boolean } | undefined {
  const [only] = condition;
  if (condition.length !== 1 || !only) return undefined;
  const node = only.kind === "or" ? only.left : only;
  if (node.kind !== "command" || node.words[0]?.text !== "read") return undefined;
  return { node, takesRest: only.kind === "or" };
}

/** The lines that such a loop sees. */
export function linesOfInput(input: string, takesRest: boolean): readonly string[] {
  const lines = input.split("\n");
  const rest = lines.pop();
  return takesRest && rest ? [...lines, rest] : lines;
}
