import { expect, test } from "bun:test";
import type { CommandArgument } from "../site.ts";
import { known } from "../value.ts";
import { unwrapCommand } from "./unwrap-command.ts";

const at = { file: "run.sh", span: { start: 0, end: 1 } };

/** The inner command, `?` for words that files do not show. */
function innerOf(text: string): string {
  const words = text.split(" ").map((word): CommandArgument => ({ text: word, value: known(word, at), at }));
  return unwrapCommand(words)
    .words.map(({ value }) => (value.kind === "known" ? value.text : "?"))
    .join(" ");
}

test("a word in which xargs or find writes something is not known", () => {
  expect(innerOf("xargs -I{} go build -tags x{} .")).toBe("go build -tags ? .");
  expect(innerOf("xargs -I % go build -o bin/% ./%")).toBe("go build -o ? ?");
  expect(innerOf("xargs -0 -P4 --replace=X go build X")).toBe("go build ?");
  expect(innerOf("xargs -n 1 go build -tags x{} .")).toBe("go build -tags x{} .");
  expect(innerOf("find . -exec go vet {} ;")).toBe("go vet ?");
});

test("coproc starts the command behind it", () => {
  expect(innerOf("coproc go build .")).toBe("go build .");
});
