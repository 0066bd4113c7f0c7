import type { PlainCommand } from "./shell/command-host.ts";

const goBinary = /(?:^|\/)(?:go|go\.exe|gotip|go1\.\d+(?:\.\d+|rc\d+|beta\d+)?|richgo|xx-go)$/;
/** Make and shell variables that hold the go binary in nearly every repository that has them. */
const goVariable =
  /^["']?(?:\$[({]?|\$\{\{\s*env\.)(?:GO|go|GOCMD|GO_CMD|GO_BIN|GOEXE|GOLANG|GOTOOL|GO_EXECUTABLE|GO_BINARY|GOBINARY)(?:[)}]|\s*\}\})?["']?$/;

/** The go binary a command starts; undefined for every other command. */
export function goBinaryOf(command: PlainCommand): string | undefined {
  const first = command.words[0];
  if (!first) return undefined;
  if (first.value.kind === "unknown") return goVariable.test(first.text) ? first.text : undefined;
  const text = first.value.text;
  return goBinary.test(text) ? text : undefined;
}
