/** Runs the steps of a job or of a composite action on a machine, in order. */
import type { Place } from "../../text/span.ts";
import type { WorkflowStep } from "../../workspace/github/model.ts";
import type { Variable } from "../../workspace/variable.ts";
import type { YamlScalar } from "../../workspace/yaml/node.ts";
import type { Environment } from "../environment.ts";
import { isInstalled, type Machine } from "../machine.ts";
import { type CommandHost, noteUnknown, topFrame } from "../shell/command-host.ts";
import { dialectOfName } from "../shell/dialect.ts";
import { joinFolder } from "../shell/join-folder.ts";
import { noteBrokenParts } from "../shell/note-broken-parts.ts";
import { optionsOfShell } from "../shell/options-of-shell.ts";
import { languageOfShell, parseOnce, type ScriptLanguage } from "../shell/parse-once.ts";
import { walkProcess } from "../shell/walk-process.ts";
import { endOfLater, openedByScript } from "../shell/write-later.ts";
import type { Condition, FailureTreatment, Reason, SiteEvent } from "../site.ts";
import { fillVariable } from "../template-text.ts";
import { known, oneOf, unknown, type Value, withoutEnding } from "../value.ts";
import { conditionHolds, type GithubContext, githubWorkspace, resolveExpression } from "./github-context.ts";
import { withGuarded } from "./guarded-settings.ts";
import { applyAction } from "./known-actions.ts";
import { withOutputs, withoutOutputs } from "./step-outputs.ts";

export interface StepRun {
  readonly host: CommandHost;
  readonly events: SiteEvent[];
  readonly file: string;
  readonly context: GithubContext;
  readonly via: readonly Reason[];
  readonly defaultShell: YamlScalar | undefined;
  readonly defaultFolder: YamlScalar | undefined;
  /** `container:` jobs have no bash by default. */
  readonly isInContainer: boolean;
  readonly isConditional: boolean;
  /** What of the files decides whether the job or step runs. */
  readonly conditions?: readonly Condition[];
  readonly jobFailure: FailureTreatment;
  readonly depth: number;
}

export function runSteps(steps: readonly WorkflowStep[], machine: Machine, run: StepRun): Machine {
  return steps.reduce((current, step) => runStep(step, current, run), machine);
}

function runStep(step: WorkflowStep, machine: Machine, run: StepRun): Machine {
  const at = { file: run.file, span: step.span };
  const resolveIn = (inside: Machine) => (expression: string, place: Place) =>
    resolveExpression(expression, place, run.context, inside);
  const stepEnvironment = withVariables(
    machine.environment,
    step.env,
    run.file,
    "step env",
    resolveIn(machine),
  );
  const isAsked = runsAfterFailure.test(step.condition?.text ?? "");
  const asWritten: Machine = {
    ...machine,
    environment: stepEnvironment,
    ...(isAsked ? { stopped: undefined } : {}),
  };
  const holds = step.condition ? conditionHolds(step.condition.text, run.context, asWritten) : true;
  if (holds === false) return machine;
  const inside: Machine =
    holds === undefined && step.condition && machine.guarded
      ? {
          ...asWritten,
          environment: withGuarded(stepEnvironment, step.condition.text, machine.guarded),
        }
      : asWritten;

  const isConditional = run.isConditional || holds === undefined;
  const conditions = [...(run.conditions ?? []), ...(holds === undefined ? conditionOf(step, run) : [])];
  const failure = stepFailure(step, run, inside);
  const after = step.run
    ? runScript(step, inside, { ...run, isConditional, conditions }, failure)
    : step.uses
      ? applyAction(step, inside, { ...run, isConditional, conditions, jobFailure: failure }, at)
      : inside;
  const outputs = step.run ? withOutputs(machine.outputs, step, after.environment) : after.outputs;
  // The step's own env ends with the step; what it wrote for later steps stays.
  const left: Machine = {
    ...after,
    ...(outputs ? { outputs } : {}),
    environment: leaveStep(machine.environment, inside.environment, withoutOutputs(after.environment)),
    folder: machine.folder,
    stopped: machine.stopped ?? (holds === undefined ? undefined : after.stopped),
  };
  return holds === undefined ? perhapsRun(machine, left, step.condition?.text ?? "", at) : left;
}

/** Conditions of steps that run behind a step that failed. */
const runsAfterFailure = /\b(?:always|failure|cancelled)\s*\(/;

function conditionOf({ condition }: WorkflowStep, { file }: StepRun): readonly Condition[] {
  if (!condition) return [];
  const text = condition.text.replace(/\s+/g, " ").trim();
  return [{ text: `if: ${text}`, at: { file, span: condition.span } }];
}

/**
 * After a step that may be left out. What it writes is open for later steps, other than those behind the same
 * condition. A Go that it installs where none was is there: mostly the same condition guards what uses it.
 */
function perhapsRun(before: Machine, after: Machine, condition: string, at: Place): Machine {
  const reason = `whether the step with "if: ${condition.replace(/\s+/g, " ").trim()}" runs is not known`;
  const isReplaced = before.go !== after.go && isInstalled(before.go) && !isSameGo(before.go, after.go);
  let { environment } = after;
  const guarded = [...(before.guarded ?? [])];
  for (const [name, setting] of after.environment.entries()) {
    const { value, at: place, by } = setting;
    const own = before.environment.get(name);
    if (own?.value === value || (!own && !isWritten.test(by))) continue;
    const texts = [own?.value ?? known(""), value].flatMap((each) =>
      each.kind === "known" ? [each.text] : [],
    );
    if (texts.length === 2 && texts[0] === texts[1]) continue;
    const open = {
      value: texts.length === 2 ? oneOf(texts, reason, at) : unknown(reason, at),
      at: place,
      by,
    };
    environment = environment.with(name, open);
    guarded.push({ condition, name, open, own: setting });
  }
  for (const [name, setting] of after.environment.writtenEntries()) {
    if (before.environment.getWritten(name) === setting) continue;
    environment = environment.withWritten(name, { ...setting, value: unknown(reason, at) });
  }
  const isSameCompiler = before.compiler.present === after.compiler.present;
  const { outputs: ofStep, ...rest } = after;
  // A step that is left out writes nothing: its outputs are empty then.
  const outputs = before.outputs ?? (ofStep && new Map());
  return {
    ...rest,
    ...(outputs ? { outputs } : {}),
    ...(guarded.length > 0 ? { guarded } : {}),
    environment,
    ...(isSameCompiler ? {} : { compiler: { present: undefined, reason, at } }),
    ...(isReplaced ? { go: { kind: "unknown", reason, at } } : {}),
  };
}

/** `by` of what scripts write; what actions set comes with the Go that they install. */
const isWritten = /^written to \S+$/;

function isSameGo(before: Machine["go"], after: Machine["go"]): boolean {
  return isInstalled(before) && isInstalled(after) && before.version === after.version;
}

function leaveStep(before: Environment, during: Environment, after: Environment): Environment {
  let result = before;
  for (const [name, setting] of after.entries()) {
    if (during.get(name) !== setting) result = result.with(name, setting);
  }
  for (const [name, setting] of after.writtenEntries()) result = result.withWritten(name, setting);
  if (after.openReason && after.openReason !== before.openReason)
    result = result.withOpenReason(after.openReason);
  return result;
}

function stepFailure(step: WorkflowStep, run: StepRun, machine: Machine): FailureTreatment {
  if (!step.continueOnError) return run.jobFailure;
  const at = { file: run.file, span: step.continueOnError.span };
  const holds = conditionHolds(step.continueOnError.text, run.context, machine);
  if (holds === undefined) return { kind: "unknown", reason: "continue-on-error is an expression", at };
  return holds ? { kind: "swallowed", how: "continue-on-error", at } : run.jobFailure;
}

function runScript(step: WorkflowStep, machine: Machine, run: StepRun, failure: FailureTreatment): Machine {
  if (!step.run) return machine;
  const shell = step.shell ?? run.defaultShell;
  if (shell && otherLanguage.test(shell.text)) return runOtherLanguage(step.run, shell.text, machine, run);
  const options = shellOptions(shell?.text, machine, run.isInContainer);
  const folder = stepFolder(step.workingDirectory ?? run.defaultFolder, machine, run);
  const language = languageOf(shell?.text, machine, run.isInContainer);
  const script = parseOnce(step.run.script, { file: run.file, span: step.run.span }, language);
  const host = run.host.withHoles((expression, place, current) =>
    resolveExpression(expression, place, run.context, current),
  );
  if (language !== "shell" || isShell(shell?.text, machine)) noteBrokenParts(script, host.unknowns);
  const frame = {
    ...topFrame({
      file: run.file,
      failure,
      via: run.via,
      isConditional: run.isConditional,
      conditions: run.conditions,
    }),
    dialect: dialectOfName(shell?.text.trim().split(/\s+/)[0] ?? (run.isInContainer ? "sh" : "bash")),
  };
  const start: Machine = {
    ...machine,
    options,
    folder,
    functions: new Map(),
    later: { environment: machine.environment, start: machine.environment },
  };
  const end = walkProcess(script.body, start, frame, host);
  const { later, ...after } = end.machine;
  const at = { file: run.file, span: step.run.span };
  const isLast = end.fails && failure.kind === "stops";
  const stopped: Condition = { text: "a step before it ends with a failure", at, never: true };
  // A run step is a process of its own: exported variables end with it, installed tools and files stay.
  return {
    ...after,
    environment: onlyWritten(
      later ? endOfLater(later, { file: run.file, span: step.run.span }) : machine.environment,
      after.environment,
    ),
    options: machine.options,
    ...(isLast && !machine.stopped ? { stopped } : {}),
  };
}

/** Steps on Windows run PowerShell unless they name a shell. */
function languageOf(shell: string | undefined, { hostOs }: Machine, isInContainer: boolean): ScriptLanguage {
  if (shell !== undefined) return languageOfShell(shell);
  const isWindows = hostOs.kind === "known" && hostOs.text === "windows";
  return isWindows && !isInContainer ? "powershell" : "shell";
}

/** Whether the step's text is a script of a shell of Unix, where an error of the grammar is one of the script. */
function isShell(shell: string | undefined, { hostOs }: Machine): boolean {
  if (shell !== undefined) return /^(?:\S*\/)?(?:ba|da|z|k|a)?sh(?:\s|$)/.test(shell.trim());
  return hostOs.kind === "known" && hostOs.text !== "windows";
}

/** Interpreters of other languages, as `shell:` names them. */
const otherLanguage =
  /^\s*(?:\S*[\\/])?(?:python|pypy|node|nodejs|deno|bun|perl|ruby|php|lua|julia|rscript|tclsh|groovy|osascript)(?:\d+(?:\.\d+)*)?(?:\.exe)?(?:\s|$)/i;

/** A script in another language is no shell: what it starts and writes for later steps is not followed. */
function runOtherLanguage(
  { script, span }: NonNullable<WorkflowStep["run"]>,
  shell: string,
  machine: Machine,
  run: StepRun,
): Machine {
  const name = shell.trim().split(/\s+/)[0] ?? shell;
  if (/["'`\s/]go["'`\s]/.test(script.text)) {
    const at = { file: run.file, span };
    noteUnknown(
      { at, reason: `what the ${name} script runs is not followed`, code: "not-followed" },
      run.host,
    );
  }
  if (!/GITHUB_(?:ENV|PATH)/.test(script.text)) return machine;
  const reason = `a ${name} script writes GITHUB_ENV`;
  const at = { file: run.file, span };
  return { ...machine, environment: openedByScript(script.text, machine.environment, reason, at) };
}

/** What a finished process leaves behind in the environment: GITHUB_ENV lines and `go env -w`. */
function onlyWritten(later: Environment, after: Environment): Environment {
  let result = later;
  for (const [name, setting] of after.writtenEntries()) result = result.withWritten(name, setting);
  return result;
}

/** `bash` given by name adds pipefail; the default shell of a Linux or macOS step is `bash -e`. */
function shellOptions(
  shell: string | undefined,
  machine: Machine,
  isInContainer: boolean,
): Machine["options"] {
  const isWindows = machine.hostOs.kind === "known" && machine.hostOs.text === "windows";
  if (shell === undefined && isWindows && !isInContainer) return powershell;
  if (shell === undefined) return { errexit: true, pipefail: false };
  const name = shell.trim().split(/\s+/)[0] ?? "";
  if (shell.trim() === "bash") return { errexit: true, pipefail: true };
  if (shell.trim() === "sh") return { errexit: true, pipefail: false };
  if (/(?:^|\/)(?:ba)?sh$/.test(name)) {
    return optionsOfShell(shell);
  }
  return powershell;
}

/**
 * PowerShell goes on after a program that fails and ends with the status of the last program it ran;
 * cmdlets behind a pipe (`| Tee-Object`) leave that status alone.
 */
const powershell: Machine["options"] = { errexit: false, pipefail: true };

function stepFolder(scalar: YamlScalar | undefined, machine: Machine, run: StepRun): Value {
  const root = known(githubWorkspace);
  if (!scalar) return root;
  const at = { file: run.file, span: scalar.span };
  const text = fillScalar(scalar, run.file, (expression, place) =>
    resolveExpression(expression, place, run.context, machine),
  );
  return text.kind === "known" ? joinFolder(root, text.text, at) : text;
}

/** A scalar's text with its `${{ … }}` filled in. */
export function fillScalar(
  scalar: YamlScalar,
  file: string,
  resolve: (expression: string, at: Place) => Value,
): Value {
  const at = { file, span: scalar.span };
  let text = "";
  let last = 0;
  for (const match of scalar.text.matchAll(/\$\{\{([\s\S]*?)\}\}/g)) {
    const value = resolve((match[1] ?? "").trim(), at);
    if (value.kind === "unknown") return { ...withoutEnding(value), at };
    if (match[0].length === scalar.text.trim().length) return known(value.text, value.at ?? at);
    text += scalar.text.slice(last, match.index) + value.text;
    last = match.index + match[0].length;
  }
  return known(text + scalar.text.slice(last), at);
}

/** Adds `env:` entries; each may use the ones of outer levels. */
export function withVariables(
  environment: Environment,
  variables: readonly Variable[],
  file: string,
  by: string,
  resolve: (expression: string, at: Place) => Value,
): Environment {
  return variables.reduce((current, variable) => {
    const at = { file, span: variable.valueSpan };
    return current.with(variable.name, { value: fillVariable(variable, at, resolve), at, by });
  }, environment);
}
