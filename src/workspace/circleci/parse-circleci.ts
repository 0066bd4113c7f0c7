/** Reference: https://circleci.com/docs/reference/configuration-reference/ */
import type { SourceFile } from "../../text/source-file.ts";
import { entriesOf, entryOf, type YamlNode } from "../yaml/node.ts";
import { parseYaml } from "../yaml/parse-yaml.ts";
import { inlineSteps, type StepContext } from "./inline-steps.ts";
import type { CircleciConfig, CircleciJob } from "./model.ts";
import { type Definition, namespaceOf } from "./namespace.ts";
import { type Parameters, parametersFor } from "./parameters.ts";
import { readExecutor } from "./read-executor.ts";
import { type Invocation, readInvocations } from "./read-invocations.ts";

const maxSteps = 20_000;

/** Parses one configuration: a job for each use in a workflow, and one for each job that no workflow uses. */
export function parseCircleci(source: SourceFile): CircleciConfig {
  const { root, comments, problems: broken } = parseYaml(source);
  const file = source.path;
  const problems: { at: CircleciJob["at"]; reason: string; code: string }[] = broken.map(
    ({ span, reason }) => ({
      at: { file, span },
      reason,
      code: "broken-file",
    }),
  );
  const namespace = namespaceOf(root);
  const pipeline = pipelineParameters(root);
  const budget = { left: maxSteps };
  const jobs: CircleciJob[] = [];
  const names = new Set<string>();
  const seen = new Set<string>();
  const used = new Set<string>();

  const add = (definition: Definition, invocation: Invocation | undefined): void => {
    const { job, elsewhere } = buildJob({ definition, invocation, pipeline, budget, file });
    jobs.push({ ...job, name: uniqueName(job.name, names) });
    if (!elsewhere) return;
    const reason = `the executor "${elsewhere.name}" is not in this file`;
    problems.push({ at: { file, span: elsewhere.span }, reason, code: "orb-elsewhere" });
  };

  for (const invocation of readInvocations(root, pipeline)) {
    const definition = namespace.jobs.get(invocation.job);
    used.add(invocation.job);
    if (!definition) {
      const reason = `the job "${invocation.job}" is not in this file`;
      problems.push({ at: { file, span: invocation.reference.span }, reason, code: "orb-elsewhere" });
      continue;
    }
    const signature = signatureOf(invocation);
    if (seen.has(signature)) continue;
    seen.add(signature);
    add(definition, invocation);
  }
  for (const [name, definition] of namespace.jobs) {
    if (!used.has(name) && !name.includes("/")) add(definition, undefined);
  }
  if (budget.left < 0) {
    const reason = `commands and jobs give more than ${maxSteps} steps; the rest is not read`;
    problems.push({ at: { file, span: { start: 0, end: 1 } }, reason, code: "too-many-steps" });
  }
  return { file, jobs, comments, problems };
}

function buildJob(parts: {
  definition: Definition;
  invocation: Invocation | undefined;
  pipeline: Parameters;
  budget: StepContext["budget"];
  file: string;
}): { job: CircleciJob; elsewhere: ReturnType<typeof readExecutor>["elsewhere"] } {
  const { definition, invocation, pipeline, budget, file } = parts;
  const { entry, namespace } = definition;
  const known = parametersFor(entry.value, invocation?.given ?? new Map(), pipeline);
  const context: StepContext = { namespace, known, commands: [], isConditional: false, budget };
  const { elsewhere, ...executor } = readExecutor(entry.value, known, namespace);
  const job: CircleciJob = {
    ...executor,
    name: invocation?.name ?? entry.key.text,
    nameSpan: entry.key.span,
    at: { file, span: entry.span },
    steps: [
      ...inlineSteps(invocation?.preSteps, context),
      ...inlineSteps(entryOf(entry.value, "steps")?.value, context),
      ...inlineSteps(invocation?.postSteps, context),
    ],
  };
  return { job, elsewhere };
}

/** Pipeline parameters hold their defaults unless somebody starts the pipeline by hand. */
function pipelineParameters(root: YamlNode | undefined): Parameters {
  const known = new Map<string, YamlNode>();
  for (const { key, value } of entriesOf(entryOf(root, "parameters")?.value)) {
    const chosen = entryOf(value, "default")?.value;
    if (chosen) known.set(`pipeline.parameters.${key.text}`, chosen);
  }
  return known;
}

function signatureOf({ job, given, preSteps, postSteps }: Invocation): string {
  const textOf = (node: YamlNode | undefined): unknown => {
    if (node?.kind === "mapping") return node.entries.map(({ key, value }) => [key.text, textOf(value)]);
    return node?.kind === "sequence" ? node.items.map(textOf) : node?.text;
  };
  const argumentTexts = [...given].map(([name, value]) => [name, textOf(value)]);
  return JSON.stringify([job, argumentTexts, textOf(preSteps), textOf(postSteps)]);
}

/** CircleCI numbers the further uses of one name: `test`, `test-1`, `test-2`. */
function uniqueName(name: string, taken: Set<string>): string {
  let unique = name;
  for (let count = 1; taken.has(unique); count++) unique = `${name}-${count}`;
  taken.add(unique);
  return unique;
}
