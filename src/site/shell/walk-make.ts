/** Follows `make target` into the recipes that GNU Make would run, prerequisites first. */
import type { Place } from "../../text/span.ts";
import type { Makefile, MakeTarget, ReadCommand, RecipeLine } from "../../workspace/make/model.ts";
import type { ShellScript } from "../../workspace/shell/ast.ts";
import { hostValue } from "../make/host-value.ts";
import type { FailureTreatment } from "../site.ts";
import { known, unknown } from "../value.ts";
import { type CommandHost, noteUnknown, type PlainCommand } from "./command-host.ts";
import { dialectOfOptions } from "./dialect.ts";
import type { MakeCall } from "./find-makefile.ts";
import { pathInTree } from "./folder-in-tree.ts";
import { commandsWithGo, followShellFunction } from "./follow-shell-function.ts";
import type { Frame } from "./frame.ts";
import { keyOfMachine, keyOfValue, numberOf } from "./machine-key.ts";
import { flagsHandedDown, strongest } from "./make-flags.ts";
import { makeFunction } from "./make-function.ts";
import { makeHole } from "./make-hole.ts";
import { noteBrokenParts } from "./note-broken-parts.ts";
import { namesHandedOn, outsideVariables, textOfOutside } from "./outside-variables.ts";
import { type PreparedTarget, prepareTarget } from "./prepare-target.ts";
import { recipeMachine } from "./recipe-machine.ts";
import { type ChosenRule, rulesFor } from "./rules-of-target.ts";
import { isOnStack, keyOfFrame, scouted } from "./scout.ts";
import { reach } from "./walk-log.ts";
import { walkProcess } from "./walk-process.ts";

const deepestPrerequisite = 40;

/** Walks every goal of a make call; nothing that a recipe sets comes back to the caller. */
export function walkMake(
  given: MakeCall,
  command: PlainCommand,
  frame: Frame,
  host: CommandHost,
): {
  /** How many of the commands run while make reads the file, whatever the goal. */
  readonly readingCommands: number;
} {
  if (!given.runsRecipes) return { readingCommands: 0 };
  const commandsBefore = host.commands.length;
  const call = { ...given, overrides: strongest(given, command.machine) };
  const handedDown = flagsHandedDown(given, command);
  const { makefile } = call;
  const isGiven = call.goals.length > 0;
  const goals = isGiven ? call.goals : makefile.defaultGoals;
  const outside = outsideVariables(makefile, command.machine.environment, call.overrides, call.own);
  const via = [...frame.via, { text: command.text, at: command.at }];
  const failure: FailureTreatment = call.ignoresErrors
    ? { kind: "swallowed", how: "make -i", at: command.at }
    : command.failure;
  const makeHost = host.withHoles((expression, at, machine) => {
    const text = makeFunction({ expression, at, call, outside, machine, frame, host });
    if (text !== undefined) return known(text, at);
    // A name that the caller gives a value nobody knows is set all the same.
    const given = call.overrides.get(expression) ?? machine.environment.get(expression)?.value;
    if (given?.kind === "unknown") return given;
    if (given?.text.includes("$")) return unknown(`make expands "${given.text}"`, given.at);
    const value = makeHole(makefile, expression, at, outside);
    return hostValue(expression, value, { makefile, outside, machine, workspace: host.workspace });
  });
  let ownKey: string | undefined;
  const seen = new Map<string, boolean>();
  const asked = new Set<string>();
  const handedOn = namesHandedOn(makefile, command.machine.environment);

  /** False where make stops before it has made the name. */
  const visit = (name: string, neededBy: readonly string[], isMaybe: boolean): boolean => {
    const depth = neededBy.length;
    const before = seen.get(name);
    if (before !== undefined || depth > deepestPrerequisite) return before ?? true;
    seen.set(name, true);
    const own = rulesFor(makefile, name);
    const rules = own.length > 0 || pathExists(name) ? own : byDefault();
    if (rules.length === 0) noteNoRule(name, depth);
    for (const rule of rules) {
      for (const needed of [...rule.prerequisites, ...rule.orderOnly]) {
        if (rule.isExpandedAgain && needed.includes("$")) noteOpenNeed(rule, needed);
        const isMaybeNeeded = isMaybe || rule.maybeNeeded.has(needed);
        const isMade = isRule(needed) && visit(needed, [...neededBy, name], isMaybeNeeded);
        if (isMade) continue;
        if (!isRule(needed)) noteMisplaced(rule, needed);
        return fail(name);
      }
      if (rule.isDoubleColon && !runRule(rule, name, { neededBy, isMaybe })) return fail(name);
    }
    for (const rule of rules) {
      const isOpen = isMaybe || rule.mayBeReplaced === true;
      if (!rule.isDoubleColon && !runRule(rule, name, { neededBy, isMaybe: isOpen })) return fail(name);
      for (const made of rule.group ?? []) seen.set(made, true);
    }
    return true;
  };

  /** The recipe of `.DEFAULT` makes what has no rule. */
  function byDefault(): readonly ChosenRule[] {
    const rule = makefile.byDefault;
    if (!rule || rule.recipe.length === 0) return [];
    return [{ ...rule, prerequisites: [], orderOnly: [], maybeNeeded: new Set() }];
  }

  function fail(name: string): false {
    seen.set(name, false);
    return false;
  }

  function noteOpenNeed({ file, nameSpan, name }: MakeTarget, needed: string): void {
    const reason = `make expands "${needed}" when it makes "${name}"`;
    noteUnknown({ at: { file, span: nameSpan }, reason, code: "computed-rules" }, host);
  }

  /** `target: export NAME` without a value names prerequisites that nothing makes. */
  function isRule(needed: string): boolean {
    return !/^(?:un)?export$/.test(needed) || rulesFor(makefile, needed).length > 0 || pathExists(needed);
  }

  function noteMisplaced({ file, nameSpan }: MakeTarget, needed: string): void {
    const reason = `make stops: no rule makes "${needed}", which is a prerequisite here`;
    noteUnknown({ at: { file, span: nameSpan }, reason, code: "not-followed" }, host);
  }

  /** A rule that make computes, or none that files show, may hold any command. */
  function noteNoRule(name: string, depth: number): void {
    if (/[%*]|^\$[({](?:wildcard|shell)\b/.test(name) || pathExists(name)) return;
    const computed = placeOfComputedRules(makefile, name);
    if (computed) {
      const reason = `make computes rules here, and "${name}" has no other`;
      noteUnknown({ at: computed, reason, code: "computed-rules" }, host);
    } else if (depth === 0 && !name.includes("$")) {
      const reason = `${makefile.file} has no rule for "${name}"`;
      noteUnknown({ at: command.at, reason, code: "not-followed" }, host);
    }
  }

  function pathExists(name: string): boolean {
    const path = pathInTree(name, { ...command.machine, folder: known(call.folder) });
    const { tree } = host.workspace;
    return path !== undefined && (tree.entry(path) !== undefined || tree.hasFolder(path));
  }

  /** False where a line fails in any case, and make stops. */
  function runRule(
    rule: ChosenRule,
    name: string,
    { neededBy, isMaybe }: { neededBy: readonly string[]; isMaybe: boolean },
  ): boolean {
    if (host.scout?.foundGo) return false;
    const key = `make:${makefile.file}:${rule.name}`;
    reach(key, host);
    if (isOnStack(key, frame, host)) return true;
    const prepared = prepareTarget(makefile, rule, {
      name,
      outside,
      neededBy,
      handedOn,
      scripts: host.recipeScripts,
    });
    const part = (): string | undefined => {
      ownKey ??= keyOfCall(call, handedDown);
      return keyOfPart(`rule ${numberOf(prepared)} ${isMaybe}\0${ownKey}`);
    };
    return scouted(part, { frame, host }, () => runPrepared(rule, prepared, isMaybe));
  }

  /** A name for what a recipe or a command does on the machine that make runs on. */
  function keyOfPart(name: string, inside = frame): string | undefined {
    const way = keyOfFrame(inside);
    const on = keyOfMachine(command.machine);
    if (way === undefined || on === undefined) return undefined;
    return `${name}\0${way}\0${on}`;
  }

  /** Runs the lines of a recipe; false where one of them fails in any case. */
  function runPrepared(rule: ChosenRule, prepared: PreparedTarget, isMaybe: boolean): boolean {
    const key = `make:${makefile.file}:${rule.name}`;
    const reading = { makefile, outside, machine: command.machine, workspace: host.workspace };
    const exported = prepared.exported.map(([variable, setting]) => {
      const value = /^GO(?:OS|ARCH)$/.test(variable)
        ? hostValue(variable, setting.value, reading)
        : setting.value;
      return [variable, { ...setting, value }] as const;
    });
    const machine = recipeMachine({ ...call, overrides: given.overrides }, command.machine, [
      ...exported,
      ...handedDown,
    ]);
    const stack = [...frame.stack, key];
    for (const each of prepared.unknowns) noteUnknown(each, host);
    const isConditional = frame.isConditional || isMaybe;
    if (!call.isDry) runShellFunctions(prepared.shellCommands, { ...frame, via, stack, isConditional });
    for (const { line, script, isOne } of prepared.lines) {
      if (call.isDry && !line.isAlwaysRun) continue;
      noteBrokenParts(script, host.unknowns);
      const lineFailure = failureOfLine(line, rule.file, failure);
      const { fails } = walkProcess(
        script.body,
        { ...machine, parameters: undefined },
        {
          ...frame,
          file: rule.file,
          via,
          stack,
          isWithoutArguments: true,
          nameOfProgram: undefined,
          returns: undefined,
          isReturnExit: false,
          isInFunction: false,
          isConditional: frame.isConditional || isMaybe || line.isConditional,
          failure: lineFailure,
          quietFailure: lineFailure,
          scriptFailure: lineFailure,
          canErrexit: true,
          dialect: dialectOfOptions(machine),
        },
        makeHost,
      );
      const isIgnored = line.ignoresErrors || call.ignoresErrors || makefile.ignoresErrors === true;
      if (
        (fails || isFalse(script)) &&
        isOne &&
        !isIgnored &&
        !isMaybe &&
        !line.isConditional &&
        !call.keepsGoing
      )
        return false;
    }
    return true;
  }

  /** Make asks the same again and again: once tells it. */
  function runShellFunctions(commands: readonly ReadCommand[], inside: Frame): void {
    for (const each of commandsWithGo(commands)) {
      const key = `${each.isConditional || inside.isConditional} ${each.text.text}`;
      // A scout may have asked in a part that it now tells from memory.
      if (!host.scout && asked.has(key)) continue;
      asked.add(key);
      const { machine } = command;
      const { file, span } = each.at;
      const part = (): string | undefined => {
        const name = ["shell", file, span.start, key, call.folder].join("\0");
        // Only holes ask make for anything.
        if (each.text.holes.length === 0) return keyOfPart(name, inside);
        ownKey ??= keyOfCall(call, handedDown);
        return keyOfPart([name, numberOf(makefile), textOfOutside(outside), ownKey].join("\0"), inside);
      };
      scouted(part, { frame: inside, host }, () => {
        followShellFunction(each, { machine, folder: call.folder, frame: inside, host: makeHost });
        return true;
      });
    }
  }

  runShellFunctions(makefile.shellCommands ?? [], { ...frame, via });
  const readingCommands = host.commands.length - commandsBefore;
  for (const { file, span, reason, isLimit } of makefile.problems)
    if (isLimit)
      noteUnknown({ at: { file, span }, reason: lowerFirst(reason), code: "too-many-steps" }, host);
  for (const file of makefile.remade ?? []) visit(file, [], false);
  for (const goal of goals) if (!visit(goal, [], !isGiven && goals.length > 1)) break;
  return { readingCommands };
}

/** A line that does nothing but fail. */
function isFalse({ body: [node, ...others] }: ShellScript): boolean {
  return others.length === 0 && node?.kind === "command" && /^\s*false\s*$/.test(node.text);
}

/** What stands on the command line of make. */
function keyOfCall(call: MakeCall, handedDown: ReturnType<typeof flagsHandedDown>): string {
  const { folder, overrides, ignoresErrors, keepsGoing, isDry, isEnvironmentFirst } = call;
  return JSON.stringify([
    folder,
    [...overrides].map(([name, value]) => [name, keyOfValue(value)]),
    [ignoresErrors, keepsGoing, isDry, isEnvironmentFirst],
    handedDown.map(([, { at }]) => at),
  ]);
}

/** Where make computes rules of which one may be for this name: their names, or the one, are not known. */
function placeOfComputedRules({ problems, targets }: Makefile, name: string): Place | undefined {
  const problem = problems.find(({ reason }) => reason.startsWith("Make computes rules"));
  if (problem) return { file: problem.file, span: problem.span };
  const target = targets.find(
    ({ computed, name: own }) => computed !== undefined && (own.includes("$") || name.includes("$")),
  );
  return target && { file: target.file, span: target.nameSpan };
}

function lowerFirst(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}

function failureOfLine(line: RecipeLine, file: string, failure: FailureTreatment): FailureTreatment {
  if (!line.ignoresErrors) return failure;
  const how = "make ignores it: the line starts with -";
  return { kind: "swallowed", how, at: { file, span: line.span } };
}
