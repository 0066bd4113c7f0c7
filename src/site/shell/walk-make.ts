/**
 * Follows `make target` into the recipes that GNU Make would run, prerequisites first. Over 300 lines because the
 * words of a call, the order of its rules and what each recipe sees are one story.
 */
import type { Place } from "../../text/span.ts";
import type { Makefile, MakeTarget, ReadCommand, RecipeLine } from "../../workspace/make/model.ts";
import type { Machine } from "../machine.ts";
import { hostValue } from "../make/host-value.ts";
import { makefileOn } from "../make/makefile-on.ts";
import { withComputedExports } from "../make/with-computed-exports.ts";
import type { FailureTreatment } from "../site.ts";
import { known, unknown, type Value } from "../value.ts";
import { type CommandHost, noteUnknown, type PlainCommand } from "./command-host.ts";
import { folderInTree, pathInTree } from "./folder-in-tree.ts";
import { commandsWithGo, followShellFunction } from "./follow-shell-function.ts";
import type { Frame } from "./frame.ts";
import { flagsHandedDown, flagsOfFile, isDry, makeFlagsOf, strongest } from "./make-flags.ts";
import { makeFunction } from "./make-function.ts";
import { readMakeWords } from "./make-words.ts";
import { noteBrokenParts } from "./note-broken-parts.ts";
import {
  makeHole,
  namesHandedOn,
  outsideVariables,
  overriding,
  type PreparedTarget,
  prepareTarget,
} from "./prepare-make.ts";
import { type ChosenRule, rulesFor } from "./rules-of-target.ts";
import { walkProcess } from "./walk-process.ts";

const deepestPrerequisite = 40;

/** A make command's words, sorted. */
export interface MakeCall {
  readonly makefile: Makefile;
  readonly folder: string;
  readonly goals: readonly string[];
  /** `NAME=value` on the command line; they beat the file's own assignments. */
  readonly overrides: ReadonlyMap<string, Value>;
  readonly ignoresErrors: boolean;
  /** `make -k`: what does not need the target that failed is made all the same. */
  readonly keepsGoing?: boolean;
  /** `make -q` asks, `--version` prints. */
  readonly runsRecipes: boolean;
  /** `make -n` and `-t` run lines with `+` or `$(MAKE)` only. */
  readonly isDry: boolean;
  /** `make -e`: the environment beats what the file assigns. */
  readonly isEnvironmentFirst: boolean;
}

/** The Makefile a make command reads and what it is asked for; undefined when it is not in the tree. */
export function findMakefile(command: PlainCommand, host: CommandHost): MakeCall | undefined {
  let folder: string | undefined = folderInTree(command.machine);
  if (folder === undefined) return undefined;
  const words = readMakeWords(command.words.slice(1));
  if (!words || words.files.length > 1 || words.flags.has("E")) return undefined;
  const outer = makeFlagsOf(command.machine.environment);
  for (const path of words.folders) {
    if (folder !== undefined) folder = pathInTree(path, { ...command.machine, folder: known(folder) });
  }
  if (folder === undefined) return undefined;
  const inFolder = { ...command.machine, folder: known(folder) };
  const names = words.files.length > 0 ? words.files : ["GNUmakefile", "makefile", "Makefile"];
  const paths = names.map((name) => pathInTree(name, inFolder));
  const found = host.workspace.makefiles.find((candidate) => paths.includes(candidate.file));
  if (!found || folder === undefined) return undefined;
  const makefile = found.inFolder?.(folder) ?? found;
  const read = withComputedExports(makefileOn(makefile, command.machine, host.workspace), host.workspace);
  const own = flagsOfFile(read);
  return {
    makefile: read,
    folder,
    goals: words.goals,
    overrides: new Map([...(own?.overrides ?? []), ...outer.overrides, ...words.overrides]),
    keepsGoing: words.flags.has("k") || words.flags.has("keep-going"),
    ignoresErrors: words.flags.has("i") || own?.ignoresErrors === true,
    runsRecipes: !/[qvh]/.test([...words.flags].filter((flag) => flag.length === 1).join("")),
    isDry: outer.isDry || isDry(words) || own?.isDry === true,
    isEnvironmentFirst: outer.isEnvironmentFirst || words.flags.has("e"),
  };
}

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
  const outside = outsideVariables(makefile, command.machine.environment, call.overrides);
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
  const seen = new Map<string, boolean>();
  const asked = new Set<string>();
  const handedOn = namesHandedOn(makefile, command.machine.environment);

  /** False where make stops before it has made the name. */
  const visit = (name: string, neededBy: readonly string[], isMaybe: boolean): boolean => {
    const depth = neededBy.length;
    const before = seen.get(name);
    if (before !== undefined || depth > deepestPrerequisite) return before ?? true;
    seen.set(name, true);
    const rules = rulesFor(makefile, name);
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
    const key = `make:${makefile.file}:${rule.name}`;
    host.reached.add(key);
    if (frame.stack.includes(key)) return true;
    const prepared = prepareTarget(makefile, rule, {
      name,
      outside,
      neededBy,
      handedOn,
      scripts: host.recipeScripts,
    });
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
        machine,
        {
          ...frame,
          file: rule.file,
          via,
          stack,
          parameters: undefined,
          isConditional: frame.isConditional || isMaybe || line.isConditional,
          failure: lineFailure,
          quietFailure: lineFailure,
          scriptFailure: lineFailure,
          canErrexit: true,
        },
        makeHost,
      );
      const isIgnored = line.ignoresErrors || call.ignoresErrors || makefile.ignoresErrors === true;
      if (fails && isOne && !isIgnored && !isMaybe && !line.isConditional && !call.keepsGoing) return false;
    }
    return true;
  }

  /** Make asks the same again and again: once tells it. */
  function runShellFunctions(commands: readonly ReadCommand[], inside: Frame): void {
    for (const each of commandsWithGo(commands)) {
      const key = `${each.isConditional || inside.isConditional} ${each.text.text}`;
      if (asked.has(key)) continue;
      asked.add(key);
      const { machine } = command;
      followShellFunction(each, { machine, folder: call.folder, frame: inside, host: makeHost });
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

/** Recipes see the caller's environment, exported variables and what stands on make's command line. */
function recipeMachine(call: MakeCall, machine: Machine, exported: PreparedTarget["exported"]): Machine {
  const { makefile } = call;
  const { strong, options } = recipeFacts(makefile);
  const exportedNames = new Set(exported.map(([name]) => name));
  const hidden = overriding(makefile);
  const given = [...call.overrides]
    .filter(([name]) => !hidden.has(name) && !(strong.has(name) && exportedNames.has(name)))
    .map(([name, given]) => {
      const isExpanded = given.kind === "known" && given.text.includes("$");
      const value = isExpanded ? unknown(`make expands "${given.text}"`, given.at) : given;
      return [name, { value, at: value.at, by: "make's command line" }] as const;
    });
  let environment =
    exported.length === 0 && given.length === 0
      ? machine.environment
      : machine.environment.withAll([...exported, ...given]);
  for (const name of makefile.maybeUnexported ?? []) {
    const before = environment.get(name);
    const value = unknown("a condition decides whether make hands it on", before?.at);
    if (before) environment = environment.withAll([[name, { ...before, value }]]);
  }
  for (const name of makefile.undefinedNames ?? [])
    if (!call.overrides.has(name) && !exportedNames.has(name)) environment = environment.without(name);
  for (const name of makefile.unexported) if (environment.get(name)) environment = environment.without(name);
  const [remade] = makefile.remade ?? [];
  if (remade !== undefined)
    environment = environment.withOpenReason(`make makes "${remade}", which may export settings`);
  if (makefile.exportsMore)
    environment = environment.withOpenReason("make exports the names that a command prints");
  const folder = known(call.folder);
  return {
    ...machine,
    environment,
    folder,
    options,
    functions: new Map(),
  };
}

interface RecipeFacts {
  /** Names that an `override` assigns somewhere. */
  readonly strong: ReadonlySet<string>;
  readonly options: Machine["options"];
}

const recipeFactsOf = new WeakMap<Makefile, RecipeFacts>();

/** What all recipes of a Makefile share; thousands of targets ask. */
function recipeFacts(makefile: Makefile): RecipeFacts {
  const known = recipeFactsOf.get(makefile);
  if (known) return known;
  const strong = makefile.variables.filter(({ isOverride }) => isOverride).map(({ name }) => name);
  const facts = { strong: new Set(strong), options: recipeOptions(makefile) };
  recipeFactsOf.set(makefile, facts);
  return facts;
}

/** make starts `$(SHELL) $(.SHELLFLAGS) line`; the flags are `-c` unless the file says more. */
function recipeOptions(makefile: Makefile): Machine["options"] {
  const flags = makefile.variables.findLast(({ name }) => name === ".SHELLFLAGS")?.value.text ?? "";
  const shell = makefile.variables.findLast(({ name }) => name === "SHELL")?.value.text ?? "";
  const text = `${shell} ${flags}`;
  return { errexit: /(?:^|\s)-[a-z]*e|errexit/.test(text), pipefail: text.includes("pipefail") };
}
