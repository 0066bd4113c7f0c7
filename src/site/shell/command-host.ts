/** What a walk of a shell script reports to, and the commands that it collects with the state each saw. */
import { baseNameOf } from "../../text/path-parts.ts";
import type { Place } from "../../text/span.ts";
import { noteGarbage } from "../../workspace/collect-garbage.ts";
import type { ShellScript } from "../../workspace/shell/ast.ts";
import type { Unknown } from "../../workspace/unknown.ts";
import type { Workspace } from "../../workspace/workspace.ts";
import type { Machine } from "../machine.ts";
import type { CommandArgument, Condition, FailureTreatment, Reason } from "../site.ts";
import type { Value } from "../value.ts";
import { evaluateSubstitution } from "./evaluate-substitution.ts";
import type { Frame } from "./frame.ts";
import { noteOnce } from "./note-once.ts";
import { pathOfName } from "./path-of-name.ts";
import { inputOf } from "./read-input.ts";
import { runCommand } from "./run-command.ts";
import type { Scout } from "./scout.ts";
import { textOf } from "./text-of.ts";
import { noteInLogs } from "./walk-log.ts";
import { type ShellHost, scopeOf } from "./walk-shell.ts";

/** A command as the shell would start it. */
export interface PlainCommand {
  readonly words: readonly CommandArgument[];
  readonly text: string;
  readonly at: Place;
  readonly machine: Machine;
  readonly failure: FailureTreatment;
  readonly via: readonly Reason[];
  readonly isConditional: boolean;
  readonly conditions?: readonly Condition[];
  /** xargs and the like add arguments that files do not show. */
  readonly hasMoreArguments: boolean;
}

/** What one site runs, as the walk finds it. */
export interface CommandHost extends ShellHost {
  readonly workspace: Workspace;
  readonly commands: PlainCommand[];
  /** What the walk had to leave out. */
  readonly unknowns: Unknown[];
  /** Scripts (`script:path`) and make targets (`make:file:target`) that were walked. */
  readonly reached: Set<string>;
  /** Recipe lines parsed so far in this workspace. */
  readonly recipeScripts: Map<string, ShellScript>;
  /** How many nodes were walked, and may be. */
  readonly steps: Steps;
  /** Where only the question is whether go runs. */
  readonly scout: Scout | undefined;
  /** The same host where another language's holes stand in the text. */
  withHoles(resolveHole: ShellHost["resolveHole"]): CommandHost;
}

/** The nodes that a site may walk. */
export interface Steps {
  taken(): number;
  hasLeft(count: number): boolean;
  take(count: number): void;
}

/** By the set of what was reached, which lives as long as the sites of a workspace are gathered. */
const recipeScriptsOf = new WeakMap<Set<string>, Map<string, ShellScript>>();

/** Nodes that one site may walk: loops in loops and functions that call each other would never end. */
const mostSteps = 20_000;
/** Nodes that all sites of a workspace may walk together; the largest repository seen takes 160,000. */
const mostStepsOfAll = 500_000;
/** What a step makes and drops: words that are evaluated, states, frames. */
const bytesOfStep = 4_000;
/** How many are left, by the set of what was reached. */
const stepsOf = new WeakMap<Set<string>, { left: number }>();

/** A host that collects the commands of one site. */
export function createCommandHost(parts: {
  workspace: Workspace;
  reached: Set<string>;
  resolveHole: (expression: string, at: Place, machine: Machine) => Value;
  scout?: Scout;
}): CommandHost {
  const { workspace, reached, scout } = parts;
  const commands: PlainCommand[] = [];
  const unknowns: Unknown[] = [];
  let stepsLeft = mostSteps;
  const ofAll = stepsOf.get(reached) ?? { left: mostStepsOfAll };
  stepsOf.set(reached, ofAll);
  const takeStep = (at: Place): boolean => {
    if (scout?.foundGo) return false;
    noteGarbage(bytesOfStep);
    if (stepsLeft-- > 0 && ofAll.left-- > 0) return true;
    const reason = `more than ${ofAll.left > 0 ? mostSteps : mostStepsOfAll} steps are not followed`;
    if (!unknowns.some(({ code }) => code === "too-many-steps"))
      unknowns.push({ at, reason, code: "too-many-steps" });
    return false;
  };
  const steps: Steps = {
    taken: () => mostSteps - stepsLeft,
    hasLeft: (count) => stepsLeft >= count && ofAll.left >= count,
    take: (count) => {
      stepsLeft -= count;
      ofAll.left -= count;
    },
  };
  const recipeScripts = recipeScriptsOf.get(reached) ?? new Map<string, ShellScript>();
  recipeScriptsOf.set(reached, recipeScripts);
  const create = (resolveHole: ShellHost["resolveHole"]): CommandHost => {
    const host: CommandHost = {
      workspace,
      commands,
      unknowns,
      takeStep,
      steps,
      textAt: ({ file, span }) => parts.workspace.source(file)?.text.slice(span.start, span.end),
      reached,
      recipeScripts,
      scout,
      resolveHole: (expression, at, machine) => {
        noteInLogs(({ hosts, ownHosts }) => {
          if (!ownHosts.has(host)) hosts.add(host);
        });
        return resolveHole(expression, at, machine);
      },
      withHoles: create,
      substitute: (body, machine, frame) =>
        evaluateSubstitution(body, {
          machine,
          workspace,
          scopeOf: (inner) => scopeOf(inner, frame, host),
        }),
      inputOf: (redirects, machine, frame) =>
        inputOf(redirects, machine, scopeOf(machine, frame, host), workspace),
      quietly: (work) => {
        const { length } = commands;
        const result = work();
        commands.length = length;
        return result;
      },
      pathOf: (name, machine, frame) => pathOfName(name, machine, frame),
      run: (node, machine, frame) => runCommand(node, machine, frame, host),
    };
    noteInLogs(({ ownHosts }) => ownHosts.add(host));
    return host;
  };
  return create(parts.resolveHole);
}

/** The frame of a script that a site runs itself. */
export function topFrame(parts: {
  file: string;
  program?: string;
  failure?: FailureTreatment;
  via?: readonly Reason[];
  isConditional?: boolean;
  conditions?: readonly Condition[] | undefined;
}): Frame {
  const failure: FailureTreatment = parts.failure ?? { kind: "stops" };
  return {
    file: parts.file,
    ...(parts.program === undefined ? {} : { program: parts.program }),
    via: parts.via ?? [],
    isWithoutArguments: parts.program === undefined,
    isConditional: parts.isConditional ?? false,
    ...(parts.conditions ? { conditions: parts.conditions } : {}),
    failure,
    quietFailure: failure,
    scriptFailure: failure,
    canErrexit: true,
    stack: [],
  };
}

/** Keeps an unknown of the walk; a place that many passes meet is kept once. */
export function noteUnknown(unknown: Unknown, { unknowns }: Pick<CommandHost, "unknowns">): void {
  noteOnce(unknown, unknowns);
}

/** The last path element of a command's name. */
export function nameOf(words: readonly CommandArgument[]): string | undefined {
  const text = textOf(words[0]);
  return text === undefined ? undefined : baseNameOf(text);
}
