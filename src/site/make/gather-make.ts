/** Make targets and shell scripts that no CI job, Dockerfile or other target runs: sites of whoever calls them. */
import { folderOf } from "../../text/path-parts.ts";
import type { Place } from "../../text/span.ts";
import type { Makefile, MakeTarget } from "../../workspace/make/model.ts";
import type { ShellScript } from "../../workspace/shell/ast.ts";
import type { Workspace } from "../../workspace/workspace.ts";
import { developerMachine } from "../bare-machine.ts";
import { goBinaryOf } from "../go-binary-of.ts";
import type { Machine } from "../machine.ts";
import { plainPlan } from "../plain-plan.ts";
import type { SitePlan } from "../plan.ts";
import { createCommandHost, topFrame } from "../shell/command-host.ts";
import { dialectOfScript } from "../shell/dialect.ts";
import { ownVariables, withDefaultGoal } from "../shell/find-makefile.ts";
import { noteBrokenParts } from "../shell/note-broken-parts.ts";
import { createScout, type Scout } from "../shell/scout.ts";
import { walkMake } from "../shell/walk-make.ts";
import { walkProcess } from "../shell/walk-process.ts";
import { walkUncalled } from "../shell/walk-uncalled.ts";
import { known, unknown } from "../value.ts";
import { makefileOn } from "./makefile-on.ts";
import { withComputedExports } from "./with-computed-exports.ts";

/** Targets that were not reached, callers before what they call, so that each recipe belongs to one site. */
export function gatherMake(
  workspace: Workspace,
  reached: Set<string>,
  { keepsAll }: { readonly keepsAll: boolean },
): readonly SitePlan[] {
  const included = new Set(
    workspace.makefiles.flatMap((makefile) => makefile.includes.map(({ file }) => file)),
  );
  // One machine for all scouts: the place that it comes from is told by no target that runs no go.
  const bare = developerMachine(whoRunsMake, undefined);
  const roots = workspace.makefiles.filter((makefile) => !included.has(makefile.file));
  return roots.flatMap((makefile) => {
    const isCalled = [...reached].some((key) => key.startsWith(`make:${makefile.file}:`));
    const needed = new Set(
      makefile.targets.flatMap((target) => [...target.prerequisites, ...target.orderOnly]),
    );
    const targets = makefile.targets.filter((target) => !isSpecial(target.name));
    const ordered = [
      ...targets.filter((target) => !target.isPattern && !needed.has(target.name)),
      ...targets.filter((target) => !target.isPattern && needed.has(target.name)),
      ...targets.filter((target) => target.isPattern && target.recipe.length > 0),
    ];
    const plans = uniqueByName(ordered).flatMap(
      (target) => planOfTarget({ workspace, reached, makefile, target, keepsAll, bare }) ?? [],
    );
    // What runs while make reads the file, and no other site tells of, belongs to what a bare `make` does.
    const isTold = isCalled || plans.some(({ whileReading }) => !whileReading);
    const first = isTold ? undefined : (plans.find(({ goal }) => goal === makefile.defaultGoal) ?? plans[0]);
    return plans.flatMap((each) => (each === first ? each.plan : withoutReading(each)));
  });
}

interface PlanOfTarget {
  readonly plan: SitePlan;
  readonly goal: string;
  /** Go runs nowhere else than in that many first commands, while make reads the file. */
  readonly whileReading: number;
}

/** A target that runs no go is no site because of what every target of the file runs. */
function withoutReading({ plan, whileReading }: PlanOfTarget): readonly SitePlan[] {
  const commands = plan.commands.slice(whileReading);
  return commands.length > 0 || plan.unknowns.length > 0 ? [{ ...plan, commands }] : [];
}

/** `.PHONY`, `.DEFAULT`: names that mean something to make; `.bin/tool` is a file like any other. */
function isSpecial(name: string): boolean {
  return /^\.[A-Z_]+$/.test(name);
}

function uniqueByName(targets: readonly MakeTarget[]): readonly MakeTarget[] {
  const seen = new Set<string>();
  return targets.filter((target) => !seen.has(target.name) && seen.add(target.name));
}

/** Where few targets stand, they share little, and a look ahead costs more than it spares. */
const manyTargets = 40;

const whoRunsMake = "the machine that runs make";

interface TargetParts {
  readonly workspace: Workspace;
  readonly reached: Set<string>;
  readonly makefile: Makefile;
  readonly target: MakeTarget;
  /** Commands of targets that run no go are asked for, too. */
  readonly keepsAll: boolean;
  readonly bare: Machine;
}

function planOfTarget(parts: TargetParts): PlanOfTarget | undefined {
  const { reached, makefile, target, keepsAll, bare } = parts;
  const key = `make:${makefile.file}:${target.name}`;
  if (reached.has(key)) return undefined;
  if (!keepsAll && makefile.targets.length >= manyTargets) {
    const { size } = reached;
    const scout = createScout(reached);
    const plan = walkTarget(parts, { ...bare, folder: known(folderOf(makefile.file)) }, scout);
    if (!scout.foundGo) return plan;
    // What a walk that stopped has reached the whole walk reaches in its own order.
    for (const added of [...reached].slice(size)) reached.delete(added);
  }
  const at: Place = { file: target.file, span: target.nameSpan };
  return walkTarget(parts, developerMachine(whoRunsMake, at, folderOf(makefile.file)));
}

function walkTarget(
  { workspace, reached, makefile, target }: TargetParts,
  start: Machine,
  scout?: Scout,
): PlanOfTarget | undefined {
  reached.add(`make:${makefile.file}:${target.name}`);
  const at: Place = { file: target.file, span: target.nameSpan };
  const host = createCommandHost({
    workspace,
    reached,
    ...(scout ? { scout } : {}),
    resolveHole: (expression, place) => unknown(`make computes $(${expression})`, place),
  });
  const folder = folderOf(makefile.file);
  const own = ownVariables(folder, [target.name], start);
  const given = { overrides: new Map(), own, isEnvironmentFirst: false };
  const read = withComputedExports(makefileOn(makefile, start, workspace, given), workspace);
  const call = {
    makefile: read,
    folder,
    goals: [target.name],
    own: withDefaultGoal(read, own),
    overrides: new Map(),
    ignoresErrors: false,
    isDry: false,
    isEnvironmentFirst: false,
    runsRecipes: true,
  };
  const words = [{ text: "make", value: known("make"), at }];
  const command = {
    words,
    text: `make ${target.name}`,
    at,
    machine: start,
    failure: { kind: "stops" as const },
    via: [],
    isConditional: false,
    hasMoreArguments: false,
  };
  const { readingCommands } = walkMake(
    call,
    command,
    { ...topFrame({ file: makefile.file }), via: [] },
    host,
  );
  if (host.commands.length === 0 && host.unknowns.length === 0) return undefined;
  const { commands, unknowns } = host;
  const { file } = makefile;
  const plan = plainPlan({ kind: "make-target", file, part: target.name, at, start, commands, unknowns });
  const runsGo = commands.slice(readingCommands).some((each) => goBinaryOf(each) !== undefined);
  return { plan, goal: target.name, whileReading: runsGo ? 0 : readingCommands };
}

/** Scripts that were not reached from anywhere. */
export function gatherScripts(workspace: Workspace, reached: Set<string>): readonly SitePlan[] {
  return workspace.scripts.flatMap((script) => planOfScript(workspace, reached, script) ?? []);
}

function planOfScript(workspace: Workspace, reached: Set<string>, script: ShellScript): SitePlan | undefined {
  const key = `script:${script.file}`;
  if (reached.has(key)) return undefined;
  reached.add(key);
  const at: Place = { file: script.file, span: { start: script.span.start, end: script.span.start } };
  const bare = developerMachine("the machine that runs the script", at);
  const errexit = /\s-[a-z]*e/.test(script.shebang ?? "");
  const start = { ...bare, options: { errexit, pipefail: false } };
  const host = createCommandHost({
    workspace,
    reached,
    resolveHole: (expression, place) => unknown(`"${expression}" is filled in before the script runs`, place),
  });
  const frame = {
    ...topFrame({ file: script.file, program: script.file }),
    startFolder: start.folder,
    dialect: dialectOfScript(script),
  };
  noteBrokenParts(script, host.unknowns);
  const end = walkProcess(script.body, start, frame, host).machine;
  walkUncalled(script, { start, end }, frame, host);
  const { commands, unknowns } = host;
  return plainPlan({ kind: "shell-script", file: script.file, at, start, end, commands, unknowns });
}
