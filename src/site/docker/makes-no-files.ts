import type { DockerInstruction } from "../../workspace/dockerfile/model.ts";
import type { CommandNode, ShellNode } from "../../workspace/shell/ast.ts";

/** Programs that leave a module's folder as it is. */
const harmless =
  /^(?:apk|apt|apt-get|yum|dnf|microdnf|zypper|adduser|addgroup|useradd|groupadd|mkdir|echo|printf|true|test|\[|set|export|cd|ls|pwd|chmod|chown|update-ca-certificates|env|which|uname|cat|sleep|dpkg|sync|rm|strip|upx|file|ldd|du|date)$/;
/** Files outside every module's folder. */
const elsewhere = /^(?:~|\$HOME|\/dev\/|\/etc\/|\/root\/|\/tmp\/|&)/;
const harmlessGo = /^(?:build|install|test|vet|list|version|env|clean|mod (?:download|verify|graph|why))$/;

/** Whether a RUN instruction can be trusted to put no source file of a Go module into the image. */
export function makesNoFiles(instruction: DockerInstruction & { kind: "run" }): boolean {
  const { body, problems } = instruction.script;
  return problems.length === 0 && body.every(isHarmless);
}

function isHarmless(node: ShellNode): boolean {
  switch (node.kind) {
    case "and":
    case "or":
      return isHarmless(node.left) && isHarmless(node.right);
    case "group":
    case "subshell":
      return node.body.every(isHarmless);
    case "command":
      return isHarmlessCommand(node);
    default:
      return false;
  }
}

function isHarmlessCommand(node: CommandNode): boolean {
  const words = node.words.map((word) =>
    word.parts.map((part) => ("text" in part ? part.text : "$")).join(""),
  );
  const [name] = words;
  const writes = node.redirects.filter(({ operator }) => operator.includes(">") && !operator.includes("&"));
  if (writes.some(({ target }) => !target || !elsewhere.test(target.text.replace(/^"/, "")))) return false;
  if (name === undefined) return true;
  if (name === "go") return harmlessGo.test(words[1] === "mod" ? `mod ${words[2]}` : (words[1] ?? ""));
  return harmless.test(name) || (name === "git" && words[1] === "config");
}
