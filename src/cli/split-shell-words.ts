/** Shell text so plain that its words can be told without a grammar: commands one after another, quotes and variables. */

/** A word as it is written, in pieces; `"$@"` is one piece of its own. */
export type ShellPiece =
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "variable"; readonly name: string; readonly isQuoted: boolean };

/** The commands of a text, each a list of words; undefined where anything else stands in it. */
export function splitShellWords(text: string): readonly (readonly (readonly ShellPiece[])[])[] | undefined {
  const commands: (readonly ShellPiece[])[][] = [[]];
  let rest = text;
  while (rest !== "") {
    const blank = /^(?:[ \t]+|\\\n)/.exec(rest)?.[0];
    const end = /^(?:\n|;(?!;)|#[^\n]*)/.exec(rest)?.[0];
    if (blank !== undefined) rest = rest.slice(blank.length);
    else if (end !== undefined) {
      rest = rest.slice(end.length);
      commands.push([]);
    } else {
      const word = readWord(rest);
      if (!word) return undefined;
      rest = rest.slice(word.length);
      commands.at(-1)?.push(word.pieces);
    }
  }
  return commands.filter((words) => words.length > 0);
}

const tokens: readonly (readonly [RegExp, (match: RegExpExecArray) => readonly ShellPiece[]])[] = [
  [/^"\$@"/, () => [{ kind: "variable", name: "@", isQuoted: true }]],
  [/^[\w/.:@%+=,^-]+/, ([all]) => [{ kind: "text", text: all }]],
  [/^'([^']*)'/, ([, inner = ""]) => [{ kind: "text", text: inner }]],
  [/^\\([^\n])/, ([, inner = ""]) => [{ kind: "text", text: inner }]],
  [/^"((?:[^"\\`$]|\$\w+|\$\{\w+\})*)"/, ([, inner = ""]) => quotedPieces(inner)],
  [
    /^\$(?:([A-Za-z_]\w*)|\{([A-Za-z_]\w*)\})/,
    ([, plain, braced]) => [{ kind: "variable", name: plain ?? braced ?? "", isQuoted: false }],
  ],
];

function readWord(text: string): { pieces: readonly ShellPiece[]; length: number } | undefined {
  const pieces: ShellPiece[] = [];
  let at = 0;
  while (at < text.length && !/[ \t\n;]/.test(text[at] ?? "")) {
    const rest = text.slice(at);
    const found = tokens.map(([form, make]) => ({ match: form.exec(rest), make })).find(({ match }) => match);
    if (!found?.match) return undefined;
    pieces.push(...found.make(found.match));
    at += found.match[0].length;
  }
  return { pieces, length: at };
}

function quotedPieces(text: string): readonly ShellPiece[] {
  if (text === "") return [{ kind: "text", text }];
  return text.split(/(\$\w+|\$\{\w+\})/).flatMap((part): readonly ShellPiece[] => {
    if (part === "") return [];
    const name = /^\$\{?(\w+)/.exec(part)?.[1];
    return [name === undefined ? { kind: "text", text: part } : { kind: "variable", name, isQuoted: true }];
  });
}
