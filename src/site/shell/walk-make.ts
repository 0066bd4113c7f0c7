/** Follows `make target` into the recipes that GNU Make would run, prerequisites first. */
import { embedUnchanged } from "../../text/embedded-text.ts";
import type { Makefile, MakeScope, MakeTarget, RecipeLine } from "../../workspace/make/model.ts";
import { parseShell } from "../../workspace/shell/parse-shell.ts";
import type { Environment } from "../environment.ts";
import type { Machine } from "../machine.ts";
import type { FailureTreatment } from "../site.ts";
import { known, unknown, unset, type Value } from "../value.ts";
import type { CommandHost, PlainCommand } from "./command-host.ts";
import { folderInTree } from "./folder-in-tree.ts";
import { normalizePath } from "./join-folder.ts";
import { type Frame, walkNodes } from "./walk-shell.ts";

/** A make command's words, sorted. */
interface MakeCall {
  readonly makefile: Makefile;
  readonly folder: string;
  readonly goals: readonly string[];
  /** `NAME=value` on the command line; they beat the file's own assignments. */
  readonly overrides: ReadonlyMap<string, Value>;
  readonly ignoresErrors: boolean;
}

const valuedFlags = new Set([
  "-f",
  "--file",
  "--makefile",
  "-C",
  "--directory",
  "-I",
  "-o",
  "-W",
  "-j",
  "-l",
]);

/** The Makefile a make command reads and what it is asked for; undefined when it is not in the tree. */
export function findMakefile(command: PlainCommand, host: CommandHost): MakeCall | undefined {
  let folder = folderInTree(command.machine);
  if (folder === undefined) return undefined;
  const goals: string[] = [];
  const overrides = new Map<string, Value>();
  let named: string | undefined;
  let ignoresErrors = false;

  const words = command.words.slice(1);
  for (let index = 0; index < words.length; index++) {
    const word = words[index];
    const text = word?.value.kind === "known" ? word.value.text : undefined;
    if (text === undefined) {
      const override = /^([A-Za-z_][\w.]*)[:+?]?=/.exec(word?.text ?? "")?.[1];
      if (override && word) overrides.set(override, word.value);
      continue;
    }
    const joined = /^--(?:directory|file|makefile)=(.*)$/.exec(text);
    const short = /^-([Cf])(.+)$/.exec(text);
    const next = (): string => {
      const value = words[++index]?.value;
      return value?.kind === "known" ? value.text : "";
    };
    if (text === "-C" || text === "--directory") folder = normalizePath(`${folder}/${next()}`, false);
    else if (text.startsWith("--directory=")) folder = normalizePath(`${folder}/${joined?.[1] ?? ""}`, false);
    else if (short?.[1] === "C") folder = normalizePath(`${folder}/${short[2] ?? ""}`, false);
    else if (text === "-f" || text === "--file" || text === "--makefile") named = next();
    else if (joined) named = joined[1];
    else if (short?.[1] === "f") named = short[2];
    else if (/^-[a-z]*i[a-z]*$/.test(text) || text === "--ignore-errors") ignoresErrors = true;
    else if (valuedFlags.has(text)) {
      if (/^\d+$/.test(textAt(words[index + 1]) ?? "") || !/^-[jl]$/.test(text)) index++;
    } else if (text.startsWith("-")) continue;
    else {
      const assignment = /^([A-Za-z_][\w.]*)(?:::?|\?|\+)?=([\s\S]*)$/.exec(text);
      if (assignment?.[1]) overrides.set(assignment[1], known(assignment[2] ?? "", word?.at));
      else goals.push(text);
    }
  }
  const names = named === undefined ? ["GNUmakefile", "makefile", "Makefile"] : [named];
  const paths = names.map((name) => normalizePath(`${folder}/${name}`, false));
  const makefile = host.workspace.makefiles.find((candidate) => paths.includes(candidate.file));
  return makefile && { makefile, folder, goals, overrides, ignoresErrors };
}

function textAt(word: { value: Value } | undefined): string | undefined {
  return word?.value.kind === "known" ? word.value.text : undefined;
}

/** Walks every goal of a make call; nothing that a recipe sets comes back to the caller. */
export function walkMake(call: MakeCall, command: PlainCommand, frame: Frame, host: CommandHost): void {
  const { makefile } = call;
  const goals = call.goals.length > 0 ? call.goals : makefile.defaultGoal ? [makefile.defaultGoal] : [];
  const overrides = overridesFor(call, command.machine.environment);
  const via = [...frame.via, { text: command.text, at: command.at }];
  const failure: FailureTreatment = call.ignoresErrors
    ? { kind: "swallowed", how: "make -i", at: command.at }
    : command.failure;
  const defined = new Set(makefile.variables.map((variable) => variable.name));
  const makeHost = host.withHoles((expression, at) => {
    const isUnset = /^[\w.-]+$/.test(expression) && !defined.has(expression);
    return isUnset ? unset(`$(${expression})`, at) : unknown(`make computes $(${expression})`, at);
  });
  const seen = new Set<string>();

  const visit = (name: string, depth: number): void => {
    if (seen.has(name) || depth > 40) return;
    seen.add(name);
    const rules = rulesFor(makefile, name);
    for (const rule of rules)
      for (const needed of [...rule.prerequisites, ...rule.orderOnly]) visit(needed, depth + 1);
    for (const rule of rules) {
      const key = `make:${makefile.file}:${rule.name}`;
      host.reached.add(key);
      if (frame.stack.includes(key)) continue;
      const scope: MakeScope = { target: { ...rule, name }, overrides };
      const machine = recipeMachine(call, command.machine, scope);
      for (const line of rule.recipe) {
        walkRecipeLine(line, { ...frame, file: rule.file, via, stack: [...frame.stack, key] });
      }

      function walkRecipeLine(recipeLine: RecipeLine, lineFrame: Frame): void {
        const text = makefile.expand(recipeLine.text, scope);
        const script = parseShell(text, { file: rule.file, span: recipeLine.span });
        const at = { file: rule.file, span: recipeLine.span };
        const lineFailure: FailureTreatment = recipeLine.ignoresErrors
          ? { kind: "swallowed", how: "make ignores it: the line starts with -", at }
          : failure;
        walkNodes(
          script.body,
          machine,
          {
            ...lineFrame,
            parameters: undefined,
            isConditional: frame.isConditional || recipeLine.isConditional,
            failure: lineFailure,
            quietFailure: lineFailure,
            scriptFailure: lineFailure,
            canErrexit: true,
          },
          makeHost,
        );
      }
    }
  };
  for (const goal of goals) visit(goal, 0);
}

/** Explicit rules for a name, else the first pattern rule with a recipe that matches it. */
function rulesFor(makefile: Makefile, name: string): readonly MakeTarget[] {
  const explicit = makefile.targets.filter((target) => !target.isPattern && target.name === name);
  if (explicit.some((target) => target.recipe.length > 0)) return explicit;
  const pattern = makefile.targets.find((target) => {
    if (!target.isPattern || target.recipe.length === 0) return false;
    const [before = "", after = ""] = target.name.split("%");
    return name.length > before.length + after.length && name.startsWith(before) && name.endsWith(after);
  });
  return pattern ? [...explicit, pattern] : explicit;
}

/** Command-line variables, and those of the environment where the file only says `?=` or nothing. */
function overridesFor(call: MakeCall, environment: Environment): ReadonlyMap<string, string> {
  const overrides = new Map<string, string>();
  for (const [name, setting] of environment.entries()) {
    const assigned = call.makefile.variables.filter((variable) => variable.name === name && !variable.target);
    const isLeftOpen = assigned.every((variable) => variable.operator === "?=");
    if (isLeftOpen && setting.value.kind === "known") overrides.set(name, setting.value.text);
  }
  for (const [name, value] of call.overrides) if (value.kind === "known") overrides.set(name, value.text);
  return overrides;
}

/** Recipes see the caller's environment, exported variables and what stands on make's command line. */
function recipeMachine(call: MakeCall, machine: Machine, scope: MakeScope): Machine {
  const { makefile } = call;
  let environment = machine.environment;
  for (const variable of makefile.variables) {
    const isExported =
      variable.isExported || makefile.exportsAll || environment.get(variable.name) !== undefined;
    if (!isExported || (variable.target !== undefined && variable.target !== scope.target?.name)) continue;
    if (variable.operator === "?=" && machine.environment.get(variable.name)) continue;
    const text = makefile.expand(embedUnchanged(`$(${variable.name})`), scope);
    const hole = text.holes[0];
    const value = hole
      ? unknown(`make computes $(${hole.expression})`, variable.at)
      : known(text.text, variable.at);
    environment = environment.with(variable.name, { value, at: variable.at, by: "exported by make" });
  }
  for (const [name, value] of call.overrides) {
    environment = environment.with(name, { value, at: value.at, by: "make's command line" });
  }
  const folder = known(call.folder);
  return {
    ...machine,
    environment,
    folder,
    options: { errexit: false, pipefail: false },
    functions: new Map(),
  };
}
