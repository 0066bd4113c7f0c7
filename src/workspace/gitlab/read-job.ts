import { variableOf } from "../read-variables.ts";
import {
  entriesOf,
  entryOf,
  itemsOf,
  scalarAt,
  type YamlEntry,
  type YamlMapping,
  type YamlNode,
  type YamlScalar,
} from "../yaml/node.ts";
import type { GitlabJob, GitlabScript } from "./model.ts";
import type { PipelineContext } from "./pipeline-context.ts";
import { readMatrix } from "./read-matrix.ts";

/** One job out of its merged entry; `root` gives the defaults and the global variables. */
export function readJob(entry: YamlEntry, root: YamlMapping, context: PipelineContext): GitlabJob {
  const { origins } = context;
  const job = entry.value;
  const value = (key: string): YamlNode | undefined => ownValue(job, key) ?? defaultValue(job, root, key);
  const image = nameOf(value("image"));
  const rules = entryOf(job, "rules")?.value;
  const pipelineRules = entryOf(entryOf(root, "workflow")?.value, "rules")?.value;
  const inheritedNames = namesInherited(job);
  const takesFrom = artifactsTaken(job);
  const artifacts = value("artifacts");
  const artifactPaths = textsOf(entryOf(artifacts, "paths")?.value);
  const bases = textsOf(ownValue(job, "extends"));
  return {
    name: entry.key.text,
    at: { file: origins.fileOf(entry.key), span: entry.span },
    nameSpan: entry.key.span,
    isHidden: entry.key.text.startsWith("."),
    ...(bases.length > 0 ? { extends: bases } : {}),
    ...(ownValue(job, "trigger") ? { isTrigger: true } : {}),
    stage: scalarAt(job, "stage")?.text,
    image: image && { scalar: image, file: origins.fileOf(image) },
    services: itemsOf(value("services")).flatMap((service) => nameOf(service) ?? []),
    variables: [
      ...readVariables(entryOf(root, "variables")?.value, context)
        .filter(({ name }) => inheritedNames?.has(name) ?? true)
        .map((variable) => ({ ...variable, isGlobal: true })),
      ...readVariables(entryOf(job, "variables")?.value, context),
    ],
    ...(inheritedNames ? { inheritedNames } : {}),
    ...(pipelineRules ? { pipelineRules: { node: pipelineRules, file: origins.fileOf(pipelineRules) } } : {}),
    scripts: readScripts(job, value, context),
    matrix: readMatrix(entryOf(job, "parallel")?.value, context),
    allowFailure: entryOf(job, "allow_failure")?.value,
    cache: itemsOf(value("cache")).map((node) => ({ node, file: origins.fileOf(node) })),
    tags: textsOf(value("tags")),
    rules,
    rulesFile: rules ? origins.fileOf(rules) : "",
    ...(entryOf(entryOf(artifacts, "reports")?.value, "dotenv") ? { writesVariables: true } : {}),
    ...(artifactPaths.length > 0 ? { artifactPaths } : {}),
    ...(takesFrom ? { takesFrom } : {}),
  };
}

function textsOf(node: YamlNode | undefined): readonly string[] {
  return itemsOf(node).flatMap((item) => (item.kind === "scalar" ? [item.text] : []));
}

/** `dependencies: [a]`, else `needs: [a, { job: b, artifacts: true }]`. */
function artifactsTaken(job: YamlNode | undefined): readonly string[] | undefined {
  const list = ownValue(job, "dependencies") ?? ownValue(job, "needs");
  if (list?.kind !== "sequence") return undefined;
  return list.items.flatMap((item) => {
    if (item.kind === "scalar") return [item.text];
    const artifacts = scalarAt(item, "artifacts");
    const name = scalarAt(item, "job")?.text;
    return name === undefined || artifacts?.value === false ? [] : [name];
  });
}

/** A value that is there; `null` takes a key out that a template had put in. */
function ownValue(node: YamlNode | undefined, key: string): YamlNode | undefined {
  const value = entryOf(node, key)?.value;
  return value?.kind === "scalar" && value.value === null ? undefined : value;
}

/** `default:` holds for a job unless its `inherit:` says otherwise; the same keys at the top level are the old form. */
function defaultValue(job: YamlNode | undefined, root: YamlMapping, key: string): YamlNode | undefined {
  const inherit = entryOf(entryOf(job, "inherit")?.value, "default")?.value;
  if (inherit?.kind === "scalar" && inherit.value === false) return undefined;
  if (
    inherit?.kind === "sequence" &&
    !inherit.items.some((item) => item.kind === "scalar" && item.text === key)
  ) {
    return undefined;
  }
  return ownValue(entryOf(root, "default")?.value, key) ?? ownValue(root, key);
}

/** Names of the pipeline's variables that a job takes over; undefined when it takes all. */
function namesInherited(job: YamlNode | undefined): ReadonlySet<string> | undefined {
  const inherit = entryOf(entryOf(job, "inherit")?.value, "variables")?.value;
  if (inherit?.kind === "scalar" && inherit.value === false) return new Set();
  if (inherit?.kind !== "sequence") return undefined;
  return new Set(inherit.items.flatMap((item) => (item.kind === "scalar" ? [item.text] : [])));
}

/** An image or service: its name alone, or a mapping with `name`. */
function nameOf(node: YamlNode | undefined): YamlScalar | undefined {
  return node?.kind === "scalar" ? node : scalarAt(node, "name");
}

/** `NAME: value`, or `NAME: { value, description, expand }`. */
function readVariables(node: YamlNode | undefined, context: PipelineContext): GitlabJob["variables"] {
  return entriesOf(node).flatMap(({ key, value }) => {
    const scalar = value?.kind === "scalar" ? value : scalarAt(value, "value");
    if (!scalar) return [];
    const isRaw = scalarAt(value, "expand")?.value === false;
    const variable = { ...variableOf(key, scalar, (text) => text), file: context.origins.fileOf(key) };
    return [isRaw ? { ...variable, isRaw } : variable];
  });
}

/** Without a `script` only a template's own lines are left: a job that starts another pipeline runs no shell. */
function readScripts(
  job: YamlNode | undefined,
  value: (key: string) => YamlNode | undefined,
  context: PipelineContext,
): readonly GitlabScript[] {
  const script = ownValue(job, "script");
  const around = script ? value : (key: string) => ownValue(job, key);
  return [
    ...readScript("before_script", around("before_script"), context),
    ...readScript("script", script, context),
    // The newer `run:` is a list of steps; those without a script call a function from elsewhere.
    ...itemsOf(ownValue(job, "run")).flatMap((step) =>
      readScript("script", ownValue(step, "script"), context),
    ),
    ...readScript("after_script", around("after_script"), context),
  ];
}

/** The lines of a script; lists inside lists come from anchors and references and are read in place. */
function readScript(
  section: GitlabScript["section"],
  node: YamlNode | undefined,
  context: PipelineContext,
): readonly GitlabScript[] {
  if (!node || !context.spend()) return [];
  if (node.kind === "sequence") return node.items.flatMap((item) => readScript(section, item, context));
  if (node.kind === "mapping" || node.value === null) return [];
  return [{ section, file: context.origins.fileOf(node), text: node.embedded, span: node.span }];
}
