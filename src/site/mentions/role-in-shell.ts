/** What a place in a shell script is: the name of a command, an argument, printed text, a value, a comment. */
import type { CommandNode, ShellNode, ShellScript, Word } from "../../workspace/shell/ast.ts";
import { endsList } from "../shell/ends-list.ts";

export type ShellRole =
  | { readonly kind: "comment" }
  | { readonly kind: "unread"; readonly reason: string }
  /** The first word of a simple command, or what follows wrappers such as sudo. */
  | { readonly kind: "command"; readonly command: CommandNode; readonly inFunction: string | undefined }
  | {
      readonly kind: "argument";
      readonly command: CommandNode;
      /** True when `go` is a word of its own, false inside a longer word. */
      readonly isWord: boolean;
      readonly inFunction: string | undefined;
    }
  | {
      readonly kind: "here-document";
      readonly command: CommandNode | undefined;
      readonly inFunction: string | undefined;
    }
  | { readonly kind: "value"; readonly name: string; readonly inFunction: string | undefined }
  | { readonly kind: "pattern" };

/** Whether an offset stands in an arm of a case statement. */
export function isInCase(nodes: readonly ShellNode[], offset: number): boolean {
  return nodes.some((node) => {
    if (offset < node.span.start || offset >= node.span.end) return false;
    return node.kind === "case" || nestedNodes(node).some((nested) => isInCase(nested, offset));
  });
}

/** Whether an offset stands behind an `exit`, `exec` or `return` of the same list: nothing there runs. */
export function isBehindExit(nodes: readonly ShellNode[], offset: number, isInFunction = false): boolean {
  const end = nodes.findIndex((node) => endsList(node, isInFunction));
  return nodes.some((node, index) => {
    if (offset < node.span.start || offset >= node.span.end) return false;
    if (end !== -1 && index > end) return true;
    const isInside = isInFunction || node.kind === "function";
    const arms = node.kind === "case" ? node.arms.map(({ body }) => body) : nestedNodes(node);
    return arms.some((nested) => isBehindExit(nested, offset, isInside));
  });
}

function nestedNodes(node: ShellNode): readonly (readonly ShellNode[])[] {
  switch (node.kind) {
    case "and":
    case "or":
      return [[node.left, node.right]];
    case "pipeline":
      return [node.parts];
    case "not":
    case "background":
      return [[node.body]];
    case "subshell":
    case "group":
    case "function":
      return [node.body];
    case "if":
      return [...node.branches.flatMap(({ condition, body }) => [condition, body]), node.otherwise];
    case "for":
      return [node.body];
    case "while":
    case "until":
      return [node.condition, node.body];
    case "command":
    case "case":
      return [];
  }
}

/** The role of an offset of the file in a script that stands there; undefined when it is in no command. */
export function roleInShell(script: ShellScript, offset: number): ShellRole | undefined {
  const contains = ({ span }: { readonly span: { readonly start: number; readonly end: number } }): boolean =>
    span.start <= offset && offset < span.end;
  if (script.comments.some(contains)) return { kind: "comment" };
  const found = inNodes(script.body, undefined);
  if (found) return found;
  const problem = script.problems.find(contains);
  return problem && { kind: "unread", reason: problem.reason };

  function inNodes(nodes: readonly ShellNode[], inFunction: string | undefined): ShellRole | undefined {
    for (const node of nodes) {
      const role = inNode(node, inFunction);
      if (role) return role;
    }
    return undefined;
  }

  function inNode(node: ShellNode, inFunction: string | undefined): ShellRole | undefined {
    switch (node.kind) {
      case "command":
        return inCommand(node, inFunction);
      case "and":
      case "or":
        return inNode(node.left, inFunction) ?? inNode(node.right, inFunction);
      case "pipeline":
        return inNodes(node.parts, inFunction);
      case "not":
      case "background":
        return inNode(node.body, inFunction);
      case "subshell":
        return inNodes(node.body, inFunction);
      case "group":
        return inNodes(node.body, inFunction) ?? inRedirects(node.redirects ?? [], undefined, inFunction);
      case "if":
        for (const branch of node.branches) {
          const role = inNodes(branch.condition, inFunction) ?? inNodes(branch.body, inFunction);
          if (role) return role;
        }
        return inNodes(node.otherwise, inFunction);
      case "for":
        return inWords(node.values, inFunction) ?? inNodes(node.body, inFunction);
      case "while":
      case "until":
        return inNodes(node.condition, inFunction) ?? inNodes(node.body, inFunction);
      case "case": {
        const subject = inWords([node.subject], inFunction);
        if (subject) return subject;
        for (const arm of node.arms) {
          if (arm.patterns.some(contains)) return { kind: "pattern" };
          const role = inNodes(arm.body, inFunction);
          if (role) return role;
        }
        return undefined;
      }
      case "function":
        return inNodes(node.body, node.name);
    }
  }

  function inCommand(command: CommandNode, inFunction: string | undefined): ShellRole | undefined {
    for (const assignment of command.assignments) {
      const nested = inParts(assignment.value, inFunction);
      if (nested) return nested;
      if (contains(assignment)) return { kind: "value", name: assignment.name, inFunction };
    }
    for (const [index, word] of command.words.entries()) {
      const nested = inParts(word, inFunction);
      if (nested) return nested;
      if (!contains(word)) continue;
      const isWord = word.text === "go" || /\/go$/.test(word.text);
      if (index === 0) return { kind: "command", command, inFunction };
      return { kind: "argument", command, isWord, inFunction };
    }
    return inRedirects(command.redirects, command, inFunction);
  }

  function inRedirects(
    redirects: CommandNode["redirects"],
    command: CommandNode | undefined,
    inFunction: string | undefined,
  ): ShellRole | undefined {
    for (const { target, here } of redirects) {
      const nested = target && inParts(target, inFunction);
      if (nested) return nested;
      if (!here || !contains(here)) continue;
      for (const part of here.parts ?? []) {
        if (part.kind !== "substitution" || !contains(part)) continue;
        const role = inNodes(part.body, inFunction);
        if (role) return role;
      }
      return { kind: "here-document", command, inFunction };
    }
    return undefined;
  }

  /** Commands inside a word: `$(go list …)`, `<(go list …)`, `${X:-$(…)}`. */
  function inParts(word: Word, inFunction: string | undefined): ShellRole | undefined {
    if (!contains(word)) return undefined;
    for (const part of word.parts) {
      if (!contains(part)) continue;
      if (part.kind === "substitution") return inNodes(part.body, inFunction);
      if (part.kind === "variable" && part.argument) return inParts(part.argument, inFunction);
      if (part.kind === "other") {
        const role = inNodes(part.body ?? [], inFunction) ?? inWords(part.items ?? [], inFunction);
        if (role) return role;
      }
    }
    return undefined;
  }

  function inWords(words: readonly Word[], inFunction: string | undefined): ShellRole | undefined {
    for (const word of words) {
      const role = inParts(word, inFunction);
      if (role) return role;
    }
    return undefined;
  }
}
