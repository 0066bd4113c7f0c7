import type { CommandNode, Word, WordPart } from "../shell/ast.ts";
import { literalOf, withSlashes } from "../windows-words.ts";

const aliases: ReadonlyMap<string, string> = new Map([
  ["set-location", "cd"],
  ["sl", "cd"],
  ["chdir", "cd"],
  ["cd", "cd"],
  ["push-location", "pushd"],
  ["pushd", "pushd"],
  ["pop-location", "popd"],
  ["popd", "popd"],
  ["write-output", "echo"],
  ["echo", "echo"],
]);

/** A cmdlet that changes folder or environment as the shell's builtin that does the same; other commands as they are. */
export function asShellCommand(command: CommandNode): CommandNode {
  const [first, ...rest] = command.words;
  if (!first) return command;
  const name = literalOf(first)?.toLowerCase() ?? "";
  if (name === ".") {
    // What a script of PowerShell sets when it is sourced is not followed.
    const text = rest.map((word) => word.text).join(" ");
    const part: WordPart = { kind: "other", text, span: first.span };
    return { ...command, words: [first, { parts: [part], span: first.span, text }] };
  }
  const alias = aliases.get(name);
  const values = rest.filter(
    (word) => !/^-(?:Path|LiteralPath|PassThru|StackName|InputObject)$/i.test(word.text),
  );
  if (alias === "echo") return { ...command, words: [renamed(first, alias), ...values] };
  if (alias) return { ...command, words: [renamed(first, alias), ...values.map(withSlashes)] };
  const variable = values.map((word) => /^Env:[\\/]?(\w+)$/i.exec(literalOf(word) ?? "")?.[1]);
  const index = variable.findIndex((each) => each !== undefined);
  const target = variable[index];
  if (target !== undefined && /^(?:remove-item|ri|rm|del|erase|rd|clear-item)$/.test(name))
    return { ...command, words: [renamed(first, "unset"), renamed(first, target)] };
  if (target !== undefined && /^(?:set-item|si|new-item|ni|set-content)$/.test(name)) {
    const value = values.slice(index + 1).find((word) => !/^-(?:Value|Force)$/i.test(word.text));
    if (value) return { ...command, words: [renamed(first, "export"), assignedWord(target, value)] };
  }
  const isFile = /^(?:add-content|ac|set-content|sc|out-file)$/.test(name);
  const file = isFile ? rest.find((word) => /GITHUB_(?:ENV|PATH|OUTPUT)/i.test(word.text)) : undefined;
  if (file) {
    const written = rest.filter((word) => word !== file && !/^-\w+$/.test(word.text));
    const redirect = { operator: ">>", target: file, here: undefined, span: file.span };
    return { ...command, words: [renamed(first, "echo"), ...written], redirects: [redirect] };
  }
  return {
    ...command,
    words: [
      withSlashes(first),
      ...rest.map((word) => (/^\.{1,2}\\/.test(word.text) ? withSlashes(word) : word)),
    ],
  };
}

function renamed(word: Word, text: string): Word {
  const part: WordPart = { kind: "literal", text, quoted: true, span: word.span };
  return { ...word, parts: [part] };
}

function assignedWord(name: string, value: Word): Word {
  const part: WordPart = { kind: "literal", text: `${name}=`, quoted: true, span: value.span };
  return { ...value, parts: [part, ...value.parts] };
}
