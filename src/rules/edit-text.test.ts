import { expect, test } from "bun:test";
import { applyEdits } from "../text/edit.ts";
import { readWorkspace } from "../workspace/read-workspace.ts";
import { createMemoryTree } from "../workspace/tree/memory-tree.ts";
import { behindShebang, deleteLine, deleteWord, exporting, replaceText, withLineAbove } from "./edit-text.ts";

async function open(file: string, text: string) {
  const workspace = await readWorkspace(createMemoryTree({ "go.mod": "module a.example/a\n", [file]: text }));
  const at = { file, span: { start: 0, end: text.length } };
  const after = (edit: ReturnType<typeof replaceText>): string | undefined =>
    edit && applyEdits(text, [{ span: edit.at.span, text: edit.text }]);
  return { workspace, at, after };
}

test.each([
  ["a word of its own", "CGO_ENABLED=no then", "no", "CGO_ENABLED=0 then"],
  ["not a part of a word", "NOTHING=nope", "no", undefined],
  ["not one of two", "no no", "no", undefined],
  ["not what is not there", "yes", "no", undefined],
])("what is replaced is %s", async (_, text, from, wanted) => {
  const { workspace, at, after } = await open("Makefile", text);
  expect(after(replaceText(workspace, { at, from, to: "0" }))).toBe(wanted);
});

test.each([
  ["with the blank before it", "go build -mod=mod ./...\n", "go build ./...\n"],
  ["also at the end of a line", "go build -mod=mod\n", "go build\n"],
  ["and not out of another word", "go build -mod=mod,x\n", undefined],
  ["and not when it is the whole value of a key", "GOFLAGS: -mod=mod\n", undefined],
])("a word is deleted %s", async (_, text, wanted) => {
  const { workspace, at, after } = await open("Makefile", text);
  expect(after(deleteWord(workspace, { at, word: "-mod=mod" }))).toBe(wanted);
});

test("a line is deleted only when it holds nothing else", async () => {
  const text = "go 1.25\n\ntoolchain default\n";
  const { workspace, after } = await open("go.mod", text);
  const at = { file: "go.mod", span: { start: 9, end: 26 } };
  const edit = deleteLine(workspace, { at, shape: /^toolchain \S+$/ });
  expect(after(edit)).toBe("go 1.25\n\n");
  expect(after(edit && withLineAbove(workspace, edit))).toBe("go 1.25\n");
  expect(deleteLine(workspace, { at, shape: /^toolchain$/ })).toBeUndefined();
});

test("a line goes behind the first line of a script with a shell", async () => {
  const script = await open("a.sh", "#!/usr/bin/env bash\n# what it does\ngo build\n");
  expect(script.after(behindShebang("a.sh", "set -e", script.workspace))).toBe(
    "#!/usr/bin/env bash\nset -e\n# what it does\ngo build\n",
  );
  const other = await open("Makefile", "#!/usr/bin/make -f\na:\n\tgo build\n");
  expect(behindShebang("Makefile", "set -e", other.workspace)).toBeUndefined();
});

test.each([
  ["CGO_ENABLED=0\n", "export CGO_ENABLED=0\n"],
  ["test: CGO_ENABLED = 0\n", "test: export CGO_ENABLED = 0\n"],
  ["  CGO_ENABLED := 0\n", "  export CGO_ENABLED := 0\n"],
  ["if x; then CGO_ENABLED=0; fi\n", undefined],
])("%p is exported where the line begins with it", async (text, wanted) => {
  const { workspace, after } = await open("Makefile", text);
  const start = text.indexOf("CGO_ENABLED");
  const at = { file: "Makefile", span: { start, end: text.length } };
  expect(after(exporting(at, "CGO_ENABLED", workspace))).toBe(wanted);
});
