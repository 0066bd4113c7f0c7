import { expect, test } from "bun:test";
import type { CommandNode } from "../../workspace/shell/ast.ts";
import type { CommandArgument } from "../site.ts";
import { known, unset, type Value } from "../value.ts";
import { sameWords } from "./same-words.ts";

const span = { start: 0, end: 8 };
const node: CommandNode = {
  kind: "command",
  assignments: [],
  words: [],
  redirects: [],
  span,
  text: "echo $X",
};

function word(value: Value): readonly CommandArgument[] {
  return [{ text: "$X", value, at: { file: "x.sh", span: { ...span } } }];
}

test("equal words of a command are one list", () => {
  const first = sameWords(node, word(known("a")));
  expect(sameWords(node, word(known("a")))).toBe(first);
});

test("words that differ in value, in where it was set or in why it is unknown stay apart", () => {
  const at = { file: "Makefile", span };
  const forms = [known("b"), known("b", at), unset("X"), unset("Y"), { ...unset("Y"), outputOf: "uname" }];
  const kept = forms.map((value) => sameWords(node, word(value)));
  expect(new Set(kept).size).toBe(forms.length);
  expect(forms.map((value) => sameWords(node, word(value)))).toEqual(kept);
});
