/** Runs the bash steps of action.yml as a GitHub runner does: expressions, file commands, one step after the other. */
import { appendFileSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { outputOf } from "../../scripts/output-of.ts";
import { decodeSource } from "../../src/text/source-file.ts";
import { entriesOf, itemsOf, scalarAt, valueAt, type YamlNode } from "../../src/workspace/yaml/node.ts";
import { parseYaml } from "../../src/workspace/yaml/parse-yaml.ts";

export interface ActionRun {
  /** The folder of the action: action.yml and what its steps call. */
  readonly action: string;
  /** The checkout. */
  readonly workspace: string;
  /** An empty folder for the runner's own files. */
  readonly temporary: string;
  readonly inputs?: Readonly<Record<string, string>>;
  /** The `github` context by path: `event.pull_request.base.sha`. */
  readonly github?: Readonly<Record<string, string>>;
  /** What the runner sets besides its files: GITHUB_SERVER_URL, RUNNER_OS … */
  readonly environment: Readonly<Record<string, string>>;
}

export interface ActionResult {
  readonly exit: number;
  /** Standard output and error of all steps. */
  readonly output: string;
  readonly summary: string;
  readonly outputs: Readonly<Record<string, string>>;
  /** Lines that steps added to GITHUB_PATH. */
  readonly paths: readonly string[];
  readonly milliseconds: number;
  /** Time of processors in all steps, which other work on the machine does not change much. */
  readonly processorMilliseconds: number;
}

/** Runs all steps; the first that fails ends the run, as on a runner. */
export async function runAction(run: ActionRun): Promise<ActionResult> {
  const file = join(run.action, "action.yml");
  const { root, problems } = parseYaml(decodeSource(file, readFileSync(file)));
  if (problems.length > 0) throw new Error(`action.yml cannot be read: ${problems[0]?.reason}`);
  const context = new Map<string, string>();
  for (const { key, value } of entriesOf(valueAt(root, "inputs")))
    context.set(`inputs.${key.text}`, run.inputs?.[key.text] ?? scalarAt(value, "default")?.text ?? "");
  for (const name of Object.keys(run.inputs ?? {}))
    if (!context.has(`inputs.${name}`)) throw new Error(`action.yml has no input ${name}`);
  for (const [name, value] of Object.entries(run.github ?? {})) context.set(`github.${name}`, value);

  const commands = {
    path: fileCommand(run, "path"),
    output: fileCommand(run, "output"),
    summary: fileCommand(run, "summary"),
  };
  const startedAt = performance.now();
  let output = "";
  let exit = 0;
  let processorMilliseconds = 0;
  for (const [index, step] of itemsOf(valueAt(root, "runs", "steps")).entries()) {
    const done = await runStep(step, { run, context, commands, index });
    output += done.output;
    processorMilliseconds += done.processorMilliseconds;
    const id = scalarAt(step, "id")?.text;
    for (const [name, value] of Object.entries(pairsOf(commands.output)))
      if (id !== undefined) context.set(`steps.${id}.outputs.${name}`, value);
    exit = done.exit;
    if (exit !== 0) break;
  }
  const outputs = entriesOf(valueAt(root, "outputs")).map(({ key, value }) => [
    key.text,
    evaluate(scalarAt(value, "value")?.text ?? "", context),
  ]);
  return {
    exit,
    output,
    summary: readFileSync(commands.summary, "utf8"),
    outputs: Object.fromEntries(outputs),
    paths: linesOf(commands.path),
    milliseconds: performance.now() - startedAt,
    processorMilliseconds,
  };
}

interface StepContext {
  readonly run: ActionRun;
  readonly context: ReadonlyMap<string, string>;
  readonly commands: { readonly path: string; readonly output: string; readonly summary: string };
  readonly index: number;
}

async function runStep(
  step: YamlNode,
  { run, context, commands, index }: StepContext,
): Promise<{ exit: number; output: string; processorMilliseconds: number }> {
  const shell = scalarAt(step, "shell")?.text;
  const script = scalarAt(step, "run")?.text;
  if (shell !== "bash" || script === undefined) throw new Error(`Step ${index + 1} is no bash step`);
  const file = join(run.temporary, `step-${index}.sh`);
  writeFileSync(file, evaluate(script, context));
  const own = entriesOf(valueAt(step, "env")).map(({ key, value }) => [
    key.text,
    evaluate(value?.kind === "scalar" ? value.text : "", context),
  ]);
  const { PATH = "", ...rest } = run.environment;
  const child = Bun.spawn(["bash", "--noprofile", "--norc", "-e", "-o", "pipefail", file], {
    cwd: run.workspace,
    stdin: "ignore",
    stdout: "pipe",
    stderr: "pipe",
    env: {
      ...rest,
      PATH: [...linesOf(commands.path), PATH].join(":"),
      GITHUB_ACTIONS: "true",
      GITHUB_ACTION_PATH: run.action,
      GITHUB_WORKSPACE: run.workspace,
      GITHUB_PATH: commands.path,
      GITHUB_OUTPUT: commands.output,
      GITHUB_STEP_SUMMARY: commands.summary,
      RUNNER_TEMP: run.temporary,
      ...Object.fromEntries(own),
    },
  });
  const { exitCode: exit, stdout, stderr } = await outputOf(child);
  const used = child.resourceUsage()?.cpuTime.total ?? 0n;
  return { exit, output: stdout + stderr, processorMilliseconds: Number(used) / 1000 };
}

/** `${{ a || b }}`: the first that is not empty; other operators are not of this action, and refused. */
function evaluate(text: string, context: ReadonlyMap<string, string>): string {
  return text.replace(/\$\{\{(.*?)\}\}/g, (_, expression: string) => {
    const parts = expression.split("||").map((part) => part.trim());
    const odd = parts.find((part) => !/^[a-z_]+(?:\.[\w-]+)+$/.test(part));
    if (odd !== undefined) throw new Error(`This runner does not know the expression "${odd}"`);
    return parts.map((part) => context.get(part) ?? "").find((value) => value !== "") ?? "";
  });
}

function fileCommand({ temporary }: ActionRun, name: string): string {
  mkdirSync(temporary, { recursive: true });
  const file = join(temporary, `command-${name}`);
  appendFileSync(file, "");
  return file;
}

function linesOf(file: string): readonly string[] {
  return readFileSync(file, "utf8").split("\n").filter(Boolean).reverse();
}

function pairsOf(file: string): Readonly<Record<string, string>> {
  return Object.fromEntries(
    linesOf(file).map((line) => [line.slice(0, line.indexOf("=")), line.slice(line.indexOf("=") + 1)]),
  );
}
