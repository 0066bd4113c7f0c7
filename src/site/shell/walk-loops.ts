/** Walks loops: pass by pass where the script shows the passes, else once, from what any pass may start with. */
import type { ShellNode, Word } from "../../workspace/shell/ast.ts";
import type { Machine } from "../machine.ts";
import type { CommandArgument } from "../site.ts";
import { unknown, type Value } from "../value.ts";
import { assigned } from "./assign.ts";
import { inBranch, writtenCondition } from "./conditions.ts";
import { evaluateArguments } from "./evaluate-word.ts";
import { inCondition, loopFrame } from "./failure-of-node.ts";
import type { Frame, Loop } from "./frame.ts";
import { addsNothing, mergeMachines, widened } from "./merge-machines.ts";
import { maxLoopPasses, type ShellHost, scopeOf, unreached, walkNodes } from "./walk-shell.ts";
import { emptyCommand, walkSubstitutions } from "./walk-substitutions.ts";

type LoopNode<Kind> = ShellNode & { readonly kind: Kind };

/** `while …; do …; done` */
export function walkWhile(
  node: LoopNode<"while" | "until">,
  machine: Machine,
  frame: Frame,
  host: ShellHost,
): Machine {
  const at = { file: frame.file, span: node.span };
  const loop = newLoop(frame);
  const pass = (from: Machine, inside: Frame): { asked: Machine; end: Machine } => {
    const asked = walkNodes(node.condition, from, inCondition({ ...inside, isRepeated: true }, at), host);
    const { kind: name, condition: nodes } = node;
    const condition = writtenCondition({ before: `${name} `, nodes }, { frame, host });
    const inLoop = { ...inBranch(loopFrame(node, machine, inside), condition), isRepeated: true } as const;
    return { asked, end: walkNodes(node.body, asked, inLoop, host) };
  };
  const start = startOfPasses(
    node,
    machine,
    { ...frame, loop },
    host,
    (from, inside) => pass(from, inside).end,
  );
  loop.breaks.length = 0;
  loop.continues.length = 0;
  const { asked, end } = pass(start, { ...frame, loop });
  if (asked.ended) return asked;
  return mergeMachines([asked, end, ...loop.continues, ...loop.breaks], at);
}

/** `for NAME in …; do …; done` */
export function walkFor(node: LoopNode<"for">, machine: Machine, frame: Frame, host: ShellHost): Machine {
  const at = { file: frame.file, span: node.span };
  walkSubstitutions({ ...emptyCommand(node), words: node.values }, machine, frame, host);
  // `for ((i = 0; …))` has no list: its body runs in passes that are not known.
  if (node.variable === "") return walkCounted(node, machine, frame, host);
  const scope = scopeOf(machine, frame, host);
  const words = node.isOverParameters ? [allParameters(node)] : node.values;
  const found = words.flatMap((word) => evaluateArguments(word, scope));
  const passes = found.slice(0, maxLoopPasses);
  if (found.length === 0) {
    // No pass runs: the body is walked for its commands alone.
    const condition = { text: `for ${node.variable} has no passes`, at, never: true } as const;
    const aside: Frame = { ...inBranch(loopFrame(node, machine, frame), condition), ...unreached() };
    walkPasses(node, [{ value: unknown("the loop has no passes", at), at }], machine, aside, host);
    return machine;
  }
  const values: readonly Pass[] = passes.length === 1 ? passes.map(passOf) : passes.map(passOfMany);
  const isWritten = found.length === passes.length && passes.every(({ value }) => isOneText(value));
  const inLoop = passes.length === 1 ? frame : loopFrame(node, machine, frame);
  const mayBeEmpty = passes.every(({ value }) => value.kind === "unknown");
  const written = node.values.map(({ text }) => text).join(" ");
  const condition = { text: `for ${node.variable} in ${written || '"$@"'}`, at };
  const inside: Frame = {
    ...(passes.every(mayVanish) ? inBranch(inLoop, condition) : inLoop),
    ...(isWritten ? {} : { isRepeated: true }),
  };
  const walkAll = (from: Machine, each: Frame): Machine => walkPasses(node, values, from, each, host);
  const start = isWritten ? machine : startOfPasses(node, machine, inside, host, walkAll);
  const end = walkAll(start, inside);
  return mayBeEmpty ? mergeMachines([machine, end], at) : end;
}

/** What `for NAME; do` goes over. */
function allParameters({ span }: ShellNode): Word {
  const part = {
    kind: "variable",
    name: "@",
    operator: "",
    argument: undefined,
    quoted: true,
    span,
  } as const;
  return { parts: [part], span, text: '"$@"' };
}

interface Pass {
  readonly value: Value;
  /** The word may be none. */
  readonly isPerhaps?: boolean;
  readonly at: CommandArgument["at"];
}

function passOf({ value, at }: CommandArgument): Pass {
  const isGlob = value.kind === "known" && !isOneText(value);
  return { value: isGlob ? { kind: "unknown", reason: "it is a file found by a pattern", at } : value, at };
}

/** One of several words: what a name that may be empty holds in its pass is not known. */
function passOfMany(argument: CommandArgument): Pass {
  const { value, text, at } = argument;
  const isPerhaps =
    mayVanish(argument) && (!text.startsWith('"') || (value.kind === "unknown" && value.isMany === true));
  if (!isPerhaps || value.kind === "known") return passOf(argument);
  return { value: unknown(value.reason, value.at), at, isPerhaps };
}

/** A pattern that fits no file stays a word. */
const isPattern = /^[^$`]*[*?[]/;

/** A list of which nothing may be left: names that nobody sets, the parameters of a script. */
function mayVanish({ value, text }: CommandArgument): boolean {
  return (
    value.kind === "unknown" &&
    (value.isUnset === true ||
      (value.isMany === true && !isPattern.test(text)) ||
      /^"?\$(?:[@*]|\{(?:[@*][^"}]*|[@1]:?\+"\$@")\})"?$/.test(text))
  );
}

function walkPasses(
  node: LoopNode<"for">,
  passes: readonly Pass[],
  machine: Machine,
  given: Frame,
  host: ShellHost,
): Machine {
  const at = { file: given.file, span: node.span };
  const loop = newLoop(given);
  let frame: Frame = { ...given, loop };
  let current = machine;
  for (const { value, at: place, isPerhaps } of passes) {
    const before = current;
    const setting = assigned(node.variable, value, place, current);
    const environment = current.environment.with(node.variable, setting);
    const inside = isPerhaps
      ? inBranch(frame, { text: `for ${node.variable} in …, of which a word may be none`, at })
      : frame;
    const end = walkNodes(node.body, { ...current, environment }, inside, host);
    current = mergeMachines([end, ...loop.continues.splice(0)], at);
    if (isPerhaps) current = mergeMachines([before, current], at);
    if (current.ended) break;
    // After a break that may have been reached the next pass is one that may not run.
    if (loop.breaks.length > 0 && !frame.isConditional)
      frame = inBranch(frame, { text: `for ${node.variable}: break`, at });
  }
  return mergeMachines([current, ...loop.breaks], at);
}

function walkCounted(node: LoopNode<"for">, before: Machine, given: Frame, host: ShellHost): Machine {
  const at = { file: given.file, span: node.span };
  const header = host.textAt?.(at)?.split("))")[0] ?? "";
  let { environment } = before;
  for (const [, name] of header.matchAll(/([A-Za-z_]\w*)\s*=(?!=)/g)) {
    const value = { kind: "unknown", reason: "each pass of the loop computes it", at } as const;
    if (name) environment = environment.with(name, assigned(name, value, at, before));
  }
  const machine = { ...before, environment };
  const loop = newLoop(given);
  const condition = { text: `for ((${header.replace(/^[^(]*\(\(/, "").trim()}))`, at };
  const frame = { ...inBranch(loopFrame(node, machine, given), condition), isRepeated: true, loop } as const;
  const pass = (from: Machine, inside: Frame): Machine => walkNodes(node.body, from, inside, host);
  const start = startOfPasses(node, machine, frame, host, pass);
  const end = pass(start, frame);
  return mergeMachines([start, end, ...loop.continues, ...loop.breaks], at);
}

function newLoop({ loop }: Frame): Loop {
  return { breaks: [], continues: [], outer: loop };
}

/** What every pass may find: a pass on trial shows what they set. */
function startOfPasses(
  node: ShellNode,
  machine: Machine,
  frame: Frame,
  host: ShellHost,
  pass: (from: Machine, frame: Frame) => Machine,
): Machine {
  // In a trial the loops inside need none of their own: what they set is open behind them.
  if (frame.isTrial || !host.quietly) return machine;
  const at = { file: frame.file, span: node.span };
  const after = (from: Machine): Machine =>
    host.quietly?.(() => {
      const loop = newLoop(frame);
      const trial: Frame = { ...frame, loop, isTrial: true, exits: [], returns: frame.returns && [] };
      const end = pass(from, trial);
      return mergeMachines([end, ...loop.continues], at);
    }) ?? from;
  const first = after(machine);
  if (first === machine || first.ended) return machine;
  const both = mergeMachines([machine, first], at);
  // Where a second pass adds nothing, each name is one of the texts that the first one shows.
  const second = after(both);
  return second.ended || addsNothing(second, both)
    ? both
    : widened(machine, mergeMachines([both, second], at), at);
}

/** Neither a pattern nor a value that may be many words. */
function isOneText(value: Value): boolean {
  return value.kind === "known" && !/[*?[]/.test(value.text);
}
