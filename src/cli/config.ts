/** `.breakwater.yaml`: read from the tree, checked, and turned into what the other rooms take. */
import { lstatSync } from "node:fs";
import { join } from "node:path";
import type { AllowEntry } from "../finding/apply-suppressions.ts";
import type { Stage } from "../finding/finding.ts";
import { UserError } from "../finding/user-error.ts";
import { type Contract, defaultContract } from "../site/contract.ts";
import { decodeSource, type SourceFile } from "../text/source-file.ts";
import type { Place } from "../text/span.ts";
import type { Tree } from "../workspace/tree/tree.ts";
import { entriesOf, valueAt, type YamlNode, type YamlScalar } from "../workspace/yaml/node.ts";
import { parseYaml } from "../workspace/yaml/parse-yaml.ts";

/** Names of the configuration file, in the order in which they are looked for. */
export const configNames = [".breakwater.yaml", ".breakwater.yml"] as const;

export interface Config {
  /** Path in the tree; undefined when there is no configuration. */
  readonly file: string | undefined;
  readonly contract: Contract;
  readonly allow: readonly AllowEntry[];
  /** Stages by rule id as written; `off` switches a rule off. */
  readonly stages: ReadonlyMap<string, { readonly stage: Stage | "off"; readonly at: Place }>;
  readonly exclude: readonly string[];
  /** Where each of them stands. */
  readonly excludeAt: readonly Place[];
  readonly baseline: string | undefined;
}

/** The configuration of a repository that has none. */
export const defaultConfig: Config = {
  file: undefined,
  contract: defaultContract,
  allow: [],
  stages: new Map(),
  exclude: [],
  excludeAt: [],
  baseline: undefined,
};

/** Reads the configuration at the root of a tree; a mistake in it is one clear line. */
export async function readConfig(tree: Tree): Promise<Config> {
  const file = configNames.find((name) => tree.entry(name));
  if (file === undefined) {
    refuseOtherKinds(tree);
    return defaultConfig;
  }
  const read = tree.read(file);
  if (!read.ok) throw new UserError("bad-config", `Cannot read ${file}: ${read.reason}`);
  return parseConfig(decodeSource(file, read.bytes));
}

/** A folder or a pipe of that name is in no list of files, and somebody means something by it. */
function refuseOtherKinds({ folder, hasFolder }: Tree): void {
  for (const name of configNames) {
    const status =
      folder === undefined ? undefined : lstatSync(join(folder, name), { throwIfNoEntry: false });
    const isFolder = status ? status.isDirectory() : hasFolder(name);
    if (!isFolder && (!status || status.isFile() || status.isSymbolicLink())) continue;
    throw new UserError(
      "bad-config",
      `Cannot read ${name}: it is ${isFolder ? "a folder" : "no regular file"}`,
    );
  }
}

/** Checks the text of a configuration. The schema is loaded only where there is a configuration. */
export async function parseConfig(source: SourceFile): Promise<Config> {
  const { parseConfigShape } = await import("./config-schema.ts");
  const { root, problems } = parseYaml(source);
  const [problem] = problems;
  if (problem) throw refuse(source, problem.span.start, problem.reason);
  if (!root) return { ...defaultConfig, file: source.path };

  // An object of JavaScript hides this key, so the schema would not see it.
  const hidden = keyOf(root, "__proto__");
  if (hidden) throw refuse(source, hidden.span.start, `unknown key "${hidden.text}"`);
  const parsed = parseConfigShape(toPlain(root));
  if (!("shape" in parsed)) throw refuseShape(source, root, parsed);
  const { shape } = parsed;
  const placeOf = (...path: readonly (string | number)[]): Place => ({
    file: source.path,
    span: nodeAt(root, path)?.span ?? { start: 0, end: 0 },
  });
  const go = typeof shape.go === "string" ? { policy: shape.go, sites: [] } : shape.go;
  return {
    file: source.path,
    contract: {
      policy: go?.policy ?? "floor",
      exceptions: (go?.sites ?? []).map((each, index) => ({ ...each, at: placeOf("go", "sites", index) })),
      exclusiveTags: shape.tags?.exclusive ?? [],
    },
    allow: (shape.allow ?? []).map((entry, index) => ({
      rule: entry.rule,
      path: entry.path,
      site: entry.site,
      reason: entry.reason,
      owner: entry.owner,
      until: entry.until,
      at: placeOf("allow", index),
      ruleAt: placeOf("allow", index, "rule"),
    })),
    stages: new Map(
      Object.entries(shape.rules ?? {}).map(([id, { stage }]) => [
        id,
        { stage, at: keyPlace(source, valueAt(root, "rules"), id) },
      ]),
    ),
    exclude: shape.exclude ?? [],
    excludeAt: (shape.exclude ?? []).map((_, index) => placeOf("exclude", index)),
    baseline: shape.baseline,
  };
}

/** A key of this name anywhere in a document. */
function keyOf(node: YamlNode | undefined, name: string): YamlScalar | undefined {
  if (node?.kind === "sequence") return node.items.map((item) => keyOf(item, name)).find(Boolean);
  for (const { key, value } of entriesOf(node)) {
    const found = key.text === name ? key : keyOf(value, name);
    if (found) return found;
  }
  return undefined;
}

function keyPlace(source: SourceFile, node: YamlNode | undefined, key: string): Place {
  const entry = entriesOf(node).find((each) => each.key.text === key);
  return { file: source.path, span: entry?.key.span ?? { start: 0, end: 0 } };
}

function refuseShape(
  source: SourceFile,
  root: YamlNode,
  mistake: { path: readonly (string | number)[]; key: string | undefined; problem: string },
): UserError {
  const { path, key, problem } = mistake;
  const node = nodeAt(root, path) ?? root;
  const entry = key === undefined ? undefined : entriesOf(node).find((each) => each.key.text === key);
  const at = entry?.key.span.start ?? node.span.start;
  const where = path.length === 0 ? "" : ` in ${formatPath(path)}`;
  const text = key === undefined ? `${lowerFirst(problem)}${where}` : `unknown key "${key}"${where}`;
  // Any other problem says by itself what would be right.
  const isWrongKind = key === undefined && /^Invalid (?:input|option)/.test(problem);
  return refuse(source, at, text, isWrongKind ? formOf(String(path[0] ?? "")) : undefined);
}

/** How the value of each key is written. */
const forms: ReadonlyMap<string, string> = new Map([
  ["go", 'go: floor, or go: { policy: lockstep, sites: [{ site: "*nightly*", reason: … }] }'],
  ["tags", "tags: { exclusive: [[prod, test]] }"],
  ["rules", "rules: { RULE: { stage: off, reason: … } }, the stage one of off, observe, warn, enforce"],
  ["allow", "allow: [{ rule: RULE, path: GLOB, reason: …, owner: … }]"],
  ["exclude", "exclude: [third_party/**]"],
  ["baseline", "baseline: breakwater-baseline.json"],
]);

function formOf(key: string): string | undefined {
  const form = forms.get(key);
  return form && `it is written ${form}`;
}

function refuse(source: SourceFile, offset: number, problem: string, form?: string): UserError {
  const { line, column } = source.lines.positionAt(offset);
  return new UserError("bad-config", `Cannot use ${source.path}:${line}:${column}: ${problem}`, {
    hint: [form, "docs/configuration.md lists every key"].filter(Boolean).join("; "),
  });
}

function formatPath(path: readonly (string | number)[]): string {
  return path
    .map((part, index) => (typeof part === "number" ? `[${part}]` : index === 0 ? part : `.${part}`))
    .join("");
}

function lowerFirst(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}

/** The node at a path, or the deepest one that exists on the way. */
function nodeAt(root: YamlNode, path: readonly (string | number)[]): YamlNode | undefined {
  let node: YamlNode | undefined = root;
  for (const part of path) {
    const next: YamlNode | undefined =
      typeof part === "number" && node?.kind === "sequence" ? node.items[part] : valueAt(node, String(part));
    if (!next) return node;
    node = next;
  }
  return node;
}

function toPlain(node: YamlNode | undefined): unknown {
  if (!node) return null;
  if (node.kind === "sequence") return node.items.map(toPlain);
  if (node.kind === "scalar") return node.value;
  return Object.fromEntries(entriesOf(node).map(({ key, value }) => [key.text, toPlain(value)]));
}
