/** What `shift` leaves of the parameters of a script or function. */
import type { CommandNode, ShellNode } from "../../workspace/shell/ast.ts";
import type { Frame } from "./frame.ts";

const found = new WeakMap<ShellNode, boolean>();

/** Whether a `shift` stands somewhere in a node. */
export function holdsShift(node: ShellNode): boolean {
  const known = found.get(node);
  if (known !== undefined) return known;
  const result = looksForShift(node);
  found.set(node, result);
  return result;
}

/** `set -- a b`, `set a b`; the word behind `-o` is the name of an option. */
function setsParameters({ words }: CommandNode): boolean {
  const [name, ...rest] = words.map(({ text }) => text);
  return (
    name === "set" &&
    rest.some(
      (text, index) => text === "--" || (!/^[-+]/.test(text) && !/^[-+]\w*o$/.test(rest[index - 1] ?? "")),
    )
  );
}

function looksForShift(node: ShellNode): boolean {
  switch (node.kind) {
    case "command":
      return node.words[0]?.text === "shift" || setsParameters(node);
    case "and":
    case "or":
      return holdsShift(node.left) || holdsShift(node.right);
    case "if":
      return node.branches.some(({ body }) => body.some(holdsShift)) || node.otherwise.some(holdsShift);
    case "case":
      return node.arms.some(({ body }) => body.some(holdsShift));
    case "group":
    case "for":
    case "while":
    case "until":
      return node.body.some(holdsShift);
    default:
      return false;
  }
}

/** The frame of the nodes behind a node: its `shift` takes the first parameters away. */
export function shifted(frame: Frame, node: ShellNode): Frame {
  if (frame.parameters === undefined || !holdsShift(node)) return frame;
  if (node.kind === "command" && setsParameters(node)) return { ...frame, parameters: undefined };
  const isPlain =
    node.kind === "command" ||
    ((node.kind === "or" || node.kind === "and") &&
      node.left.kind === "command" &&
      node.left.words[0]?.text === "shift");
  if (!isPlain) return { ...frame, parameters: undefined };
  const command = node.kind === "command" ? node : node.left;
  const count = command.kind === "command" ? (command.words[1]?.text ?? "1") : "";
  return { ...frame, parameters: /^\d+$/.test(count) ? frame.parameters.slice(Number(count)) : undefined };
}
