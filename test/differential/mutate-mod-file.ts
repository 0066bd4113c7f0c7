/** Makes odd but nearly right go.mod and go.work files out of real ones. */

/** Picks among `count` things: 0 … count - 1. */
export type Pick = (count: number) => number;

const pieces = [
  ...[
    "(",
    ")",
    "[",
    "]",
    "{",
    "}",
    ",",
    "//",
    "/*",
    "*/",
    '"',
    "`",
    "'",
    "\\",
    "=>",
    "=",
    "\n",
    "\r\n",
    "\r",
    "\t",
    " ",
  ],
  ...[
    "// indirect",
    "// indirect; why",
    "//indirect",
    "// Deprecated: use x",
    "\n\n",
    "\0",
    "\ufeff",
    "\u00a0",
    "é",
    "\ud83d\ude00",
  ],
  ...[
    "module",
    "go",
    "toolchain",
    "require",
    "replace",
    "exclude",
    "retract",
    "tool",
    "ignore",
    "godebug",
    "use",
  ],
  ...[
    "v1.2.3",
    "v1",
    "v2.0.0",
    "v2.0.0+incompatible",
    "1.2.3",
    "master",
    "v0.0.0-20161208181325-20d25e280405",
  ],
  ...[
    "example.com/m",
    "example.com/m/v2",
    "gopkg.in/yaml.v3",
    "./x",
    "../x",
    "C:\\x",
    "a@v1",
    "panicnil=1",
    '"a b"',
    '"\\x41"',
  ],
];
const lines = [
  "go 1.21",
  "go 1.21.0",
  "go 1",
  "go 1.21rc1",
  "go v1.2",
  "toolchain go1.21.5",
  "toolchain default",
  "toolchain 1.2",
  "require example.com/a v1.2.3 // indirect",
  "require (",
  ")",
  "require (\n\texample.com/b v1.0.0\n\n\t// c\n\texample.com/a v1.0.0 // d\n) // e",
  "exclude example.com/a v1.2.3",
  "exclude (\n\texample.com/a v1.10.0\n\texample.com/a v1.9.0\n)",
  "replace example.com/a => ./a",
  "replace example.com/a v1.2.3 => example.com/b v1.4.0",
  "replace example.com/a => example.com/b",
  "// why\nretract v1.0.0 // because",
  "retract [v1.0.0, v1.2.0]",
  "retract (\n\tv1.0.0 // a\n\t[v1.1.0, v1.2.0]\n)",
  "retract [v1.0.0,",
  "tool example.com/cmd/x",
  "ignore ./node_modules",
  "godebug default=go1.21",
  "godebug (\n\tpanicnil=1\n)",
  "godebug a,b=1",
  "use ./a",
  "use (\n\t.\n\t./b\n)",
  "// Deprecated: no more.",
  "",
  "module example.com/again",
  "unknown x y",
  "unknown (\n\tx\n)",
  "module (\n\texample.com/n\n)",
];

/** The text with a few changes. */
export function mutate(text: string, pick: Pick): string {
  let changed = text;
  for (let left = 1 + pick(3); left > 0; left--) changed = mutateOnce(changed, pick);
  return changed;
}

function mutateOnce(text: string, pick: Pick): string {
  const at = pick(text.length + 1);
  const piece = pieces[pick(pieces.length)] ?? "";
  const lineStart = text.lastIndexOf("\n", at - 1) + 1;
  const line = `${lines[pick(lines.length)] ?? ""}\n`;
  switch (pick(7)) {
    case 0:
      return text.slice(0, at) + piece + text.slice(at);
    case 1:
      return text.slice(0, at) + text.slice(at + 1 + pick(8));
    case 2:
      return text.slice(0, lineStart) + piece + text.slice(lineStart);
    case 3:
      return text.replaceAll("\n", "\r\n");
    case 4:
      return replaceWord(text, at, piece);
    default:
      return text.slice(0, lineStart) + line + text.slice(lineStart);
  }
}

function replaceWord(text: string, at: number, piece: string): string {
  const rest = text.slice(at);
  const word = /\S+/.exec(rest);
  if (!word) return text + piece;
  const start = at + word.index;
  return text.slice(0, start) + piece + text.slice(start + word[0].length);
}
