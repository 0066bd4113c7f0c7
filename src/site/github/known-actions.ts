/** What `uses:` steps do to the machine: setup-go, checkout, local composite actions, and those nobody knows. */
import type { Place } from "../../text/span.ts";
import type { CompositeAction, WorkflowStep } from "../../workspace/github/model.ts";
import type { Variable } from "../../workspace/variable.ts";
import { scalarAt, valueAt } from "../../workspace/yaml/node.ts";
import { parseVersionSpec } from "../knowledge/setup-go.ts";
import type { Machine } from "../machine.ts";
import { joinFolder, normalizePath } from "../shell/join-folder.ts";
import { openedByScript } from "../shell/write-later.ts";
import type { GoCommand, SiteEvent } from "../site.ts";
import { fillVariable, scalarText } from "../template-text.ts";
import { goCommandOfTool } from "../tool-that-runs-go.ts";
import { known, type Value } from "../value.ts";
import { applyCheckout } from "./apply-checkout.ts";
import { applySetupGo } from "./apply-setup-go.ts";
import { type GithubContext, githubWorkspace, resolveExpression } from "./github-context.ts";
import { fillScalar, runSteps, type StepRun } from "./run-steps.ts";

const deepestAction = 8;

/** The machine after a `uses:` step; the step is recorded as an event of the site. */
export function applyAction(step: WorkflowStep, machine: Machine, run: StepRun, at: Place): Machine {
  if (!step.uses) return machine;
  const { action, ref, span } = step.uses;
  const inputs = resolveInputs(step.inputs, machine, run);
  const runsGo = goCommandOfLinter({ action, inputs, at: { file: run.file, span } }, machine, run);
  const event: SiteEvent = {
    kind: "uses",
    name: action,
    ref,
    inputs,
    at: { file: run.file, span },
    ...(runsGo ? { runsGo } : {}),
  };
  run.events.push(event);

  if (action.startsWith("./")) return applyLocalAction(action, step, machine, run, at);
  const name = action.toLowerCase();
  if (name.endsWith("/setup-go") || name.endsWith("setup-go-faster"))
    return applySetupGo(event, machine, run);
  if (name === "actions/github-script") return applyGithubScript(inputs, machine, at);
  if (name === "actions/checkout") return applyCheckout({ step, inputs, at }, machine, run);
  if (name.startsWith("jdx/mise-action") || name === "asdf-vm/actions/install") {
    return applyVersionManager(action, inputs, machine, run, at);
  }
  // Actions that set up a toolchain of their own may bring a Go; the rest leave the machine alone.
  if (/(?:^|[/_-])(?:go|golang)(?:$|[/_-])/.test(name) && /setup|install|prepare|init/.test(name)) {
    return { ...machine, go: { kind: "unknown", reason: `${action} may install a Go of its own`, at } };
  }
  return withPerhapsCompiler(action, machine, at);
}

/** golangci-lint-action runs `golangci-lint run` in its working-directory. */
function goCommandOfLinter(
  { action, inputs, at }: { action: string; inputs: Inputs; at: Place },
  machine: Machine,
  run: StepRun,
): GoCommand | undefined {
  if (action.toLowerCase() !== "golangci/golangci-lint-action" || inputs.has("install-only"))
    return undefined;
  const given = inputs.get("working-directory")?.value ?? known("");
  if (given.kind === "unknown") return undefined;
  const words = ["golangci-lint", "run"].map((text) => ({ text, value: known(text), at }));
  return goCommandOfTool(
    {
      words,
      text: "golangci-lint run",
      at,
      machine: { ...machine, folder: joinFolder(known(githubWorkspace), given.text, at) },
      failure: run.jobFailure,
      via: run.via,
      isConditional: run.isConditional,
      hasMoreArguments: false,
    },
    run.host.workspace,
  );
}

/** Owners whose actions fetch, cache, report and publish, and install no C compiler. */
const harmless =
  /^(?:actions|github|docker|codecov|golangci|goreleaser|sigstore|aws-actions|google-github-actions)\//i;

/** In a container without a C compiler an action that nobody knows may install one. */
function withPerhapsCompiler(action: string, machine: Machine, at: Place): Machine {
  const { compiler } = machine;
  if (compiler.present !== false || harmless.test(action)) return machine;
  const reason = `${compiler.reason}, and ${action} may install one`;
  return { ...machine, compiler: { present: undefined, reason, at } };
}

/** A script in JavaScript: `core.exportVariable` sets what later steps see. */
function applyGithubScript(inputs: Inputs, machine: Machine, at: Place): Machine {
  const script = inputs.get("script")?.value;
  const text = script?.kind === "known" ? script.text : "GITHUB_ENV";
  if (!/\bexportVariable\b|GITHUB_ENV/.test(text)) return machine;
  const reason = "a script of actions/github-script exports variables";
  return { ...machine, environment: openedByScript(text, machine.environment, reason, at) };
}

/** mise and asdf install the Go of the version file that holds in their folder; without one they leave Go alone. */
function applyVersionManager(
  action: string,
  inputs: Inputs,
  machine: Machine,
  run: StepRun,
  at: Place,
): Machine {
  const given = inputs.get("working_directory")?.value;
  const folder = given?.kind === "known" ? normalizePath(given.text, false) : "";
  const files = run.host.workspace.versionFiles.filter(({ format }) => format !== "go-version");
  for (const parent of [folder, ...parentsOf(folder)]) {
    for (const { file, tools } of files) {
      const holder = file.replace(/\/?(?:\.config\/)?[^/]*$/, "");
      const tool = tools.find(({ tool: name }) => name === "go" || name === "golang");
      if (holder !== parent || !tool) continue;
      const place = { file, span: tool.span };
      const parsed = parseVersionSpec(tool.version);
      const go =
        parsed.kind === "unknown"
          ? { ...parsed, at: place }
          : { version: parsed.version, precision: parsed.precision, at: place, by: `${action} from ${file}` };
      return { ...machine, go };
    }
  }
  if (inputs.has("mise_toml") || inputs.has("tool_versions")) {
    return { ...machine, go: { kind: "unknown", reason: `${action} installs what its inputs say`, at } };
  }
  return machine;
}

function parentsOf(folder: string): readonly string[] {
  if (folder === "") return [];
  const parent = folder.slice(0, Math.max(0, folder.lastIndexOf("/")));
  return [parent, ...parentsOf(parent)];
}

type Inputs = Extract<SiteEvent, { kind: "uses" }>["inputs"];

function resolveInputs(variables: readonly Variable[], machine: Machine, run: StepRun): Inputs {
  return new Map(
    variables.map((variable) => {
      const at = { file: run.file, span: variable.valueSpan };
      const value = fillVariable(variable, at, (expression, place) =>
        resolveExpression(expression, place, run.context, machine),
      );
      return [variable.name.toLowerCase(), { value, at, yamlType: variable.yamlType }];
    }),
  );
}

function applyLocalAction(
  action: string,
  step: WorkflowStep,
  machine: Machine,
  run: StepRun,
  at: Place,
): Machine {
  const folder = normalizePath(action);
  const found = run.host.workspace.actions.find(
    (candidate) => candidate.file === `${folder}/action.yml` || candidate.file === `${folder}/action.yaml`,
  );
  if (!found || run.depth >= deepestAction) {
    const reason = found ? "local actions call each other too deeply" : `${action} is not in the tree`;
    return { ...machine, go: { kind: "unknown", reason, at } };
  }
  if (found.runsUsing !== "composite") return machine;
  // A composite action sees the matrix of its job, and no other inputs and steps than its own.
  const context = {
    cell: run.context.cell,
    file: run.context.file,
    inputs: actionInputs(found, step, machine, run),
  };
  const path = { value: known(joined(githubWorkspace, folder)), at, by: "set by the runner" };
  const { outputs, ...outer } = machine;
  const inside = { ...outer, environment: machine.environment.with(actionPath, path) };
  const after = runSteps(found.steps, inside, {
    ...run,
    file: found.file,
    context,
    via: [...run.via, { text: `uses: ${action}`, at }],
    defaultShell: undefined,
    defaultFolder: undefined,
    depth: run.depth + 1,
  });
  const own = machine.environment.get(actionPath);
  return {
    ...after,
    environment: own ? after.environment.with(actionPath, own) : after.environment.without(actionPath),
    outputs: new Map([...(outputs ?? []), ...outputsOfAction(found, step.id, context, after)]),
  };
}

/** Holds the folder of the action whose steps run. */
const actionPath = "GITHUB_ACTION_PATH";

function joined(root: string, folder: string): string {
  return folder === "" ? root : `${root}/${folder}`;
}

/** What an action hands on of the outputs of its steps. */
function outputsOfAction(
  { root, file }: CompositeAction,
  id: string | undefined,
  context: GithubContext,
  machine: Machine,
): readonly (readonly [string, Value])[] {
  const outputs = valueAt(root, "outputs");
  if (id === undefined || outputs?.kind !== "mapping") return [];
  return outputs.entries.flatMap(({ key, value }) => {
    const scalar = scalarAt(value, "value");
    if (!scalar) return [];
    const filled = fillScalar(scalar, file, (expression, place) =>
      resolveExpression(expression, place, context, machine),
    );
    return [[`${id}.${key.text}`, filled] as const];
  });
}

/** Given inputs over declared defaults; an input without either is the empty string. */
export function actionInputs(
  action: Pick<CompositeAction, "inputs" | "file">,
  step: Pick<WorkflowStep, "inputs">,
  machine: Machine,
  run: Pick<StepRun, "file" | "context">,
): ReadonlyMap<string, Value> {
  const values = new Map<string, Value>();
  for (const input of action.inputs) {
    const place = input.defaultValue && { file: action.file, span: input.defaultValue.span };
    values.set(
      input.name.toLowerCase(),
      known(input.defaultValue ? scalarText(input.defaultValue) : "", place),
    );
  }
  for (const variable of step.inputs) {
    const at = { file: run.file, span: variable.valueSpan };
    const value = fillVariable(variable, at, (expression, place) =>
      resolveExpression(expression, place, run.context, machine),
    );
    values.set(variable.name.toLowerCase(), value);
  }
  return values;
}
