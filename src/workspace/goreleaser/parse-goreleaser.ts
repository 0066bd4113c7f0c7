/** Reference: https://goreleaser.com/customization/builds/go/ */
import type { EmbeddedText } from "../../text/embedded-text.ts";
import type { SourceFile } from "../../text/source-file.ts";
import type { Span } from "../../text/span.ts";
import { markHoles } from "../mark-holes.ts";
import { variableOfAssignment, variablesOfMapping } from "../read-variables.ts";
import type { Variable } from "../variable.ts";
import {
  entriesOf,
  entryOf,
  itemsOf,
  scalarAt,
  valueAt,
  type YamlNode,
  type YamlScalar,
} from "../yaml/node.ts";
import { parseYaml } from "../yaml/parse-yaml.ts";
import { hookText } from "./hook-text.ts";
import type { GoreleaserBuild, GoreleaserConfig, GoreleaserHook } from "./model.ts";

/** Parses one goreleaser configuration; without `builds` it has the one build that goreleaser makes up. */
export function parseGoreleaser(source: SourceFile): GoreleaserConfig {
  const { root, comments, problems } = parseYaml(source);
  const env = readEnv(valueAt(root, "env"));
  const project = scalarAt(root, "project_name")?.text ?? "default";
  return {
    file: source.path,
    env,
    builds: readBuilds(root, project),
    hooks: readHooks(valueAt(root, "before", "hooks")),
    comments,
    problems,
  };
}

function readBuilds(root: YamlNode | undefined, project: string): readonly GoreleaserBuild[] {
  const listed = itemsOf(valueAt(root, "builds")).filter((item) => item.kind === "mapping");
  if (listed.length > 0) return listed.map((item) => readBuild(item, item.span, project));
  const single = entryOf(root, "build");
  if (single) return [readBuild(single.value, single.span, project)];
  const [first] = entriesOf(root);
  return first ? [readBuild(undefined, first.key.span, project)] : [];
}

function readBuild(node: YamlNode | undefined, span: Span, project: string): GoreleaserBuild {
  const scalar = (key: string): YamlScalar | undefined => marked(scalarAt(node, key));
  const list = (key: string): readonly YamlScalar[] => scalarsOf(valueAt(node, key));
  return {
    id: scalar("id")?.text ?? project,
    span,
    builder: scalar("builder")?.text ?? "go",
    isSkipped: scalarAt(node, "skip")?.value === true,
    dir: scalar("dir"),
    main: scalar("main"),
    command: scalar("command"),
    // Version 2.5 renamed `gobinary` to `tool`.
    goBinary: scalar("tool") ?? scalar("gobinary"),
    env: readEnv(valueAt(node, "env")),
    flags: list("flags"),
    ldflags: list("ldflags"),
    tags: list("tags"),
    goos: list("goos"),
    goarch: list("goarch"),
    goarm: list("goarm"),
    goamd64: list("goamd64"),
    ignored: readIgnored(valueAt(node, "ignore")),
    targets: list("targets"),
    hooks: [...readHooks(valueAt(node, "hooks", "pre")), ...readHooks(valueAt(node, "hooks", "post"))],
    overrides: itemsOf(valueAt(node, "overrides")).map((override) => ({
      span: override.span,
      goos: marked(scalarAt(override, "goos")),
      goarch: marked(scalarAt(override, "goarch")),
      env: readEnv(valueAt(override, "env")),
      flags: scalarsOf(valueAt(override, "flags")),
      ldflags: scalarsOf(valueAt(override, "ldflags")),
      tags: scalarsOf(valueAt(override, "tags")),
    })),
  };
}

/** `env:` is a list of `NAME=value`; a mapping is read too. */
function readEnv(node: YamlNode | undefined): readonly Variable[] {
  if (node?.kind === "mapping") return variablesOfMapping(node, withHoles);
  return itemsOf(node).flatMap((item) => {
    const variable = item.kind === "scalar" ? variableOfAssignment(item, withHoles) : undefined;
    return variable ? [variable] : [];
  });
}

/** A hook is a command, or a mapping with `cmd`; one alone may stand without a list. */
function readHooks(node: YamlNode | undefined): readonly GoreleaserHook[] {
  return itemsOf(node).flatMap((item) => {
    const command = item.kind === "scalar" ? item : scalarAt(item, "cmd");
    if (!command || command.value === null) return [];
    const details = item.kind === "mapping" ? item : undefined;
    return [
      {
        ...hookText(withHoles(command.embedded)),
        span: command.span,
        dir: marked(scalarAt(details, "dir")),
        env: readEnv(valueAt(details, "env")),
      },
    ];
  });
}

function readIgnored(node: YamlNode | undefined): readonly ReadonlyMap<string, string>[] {
  return itemsOf(node).map(
    (item) =>
      new Map(
        entriesOf(item).flatMap(({ key, value }) =>
          value?.kind === "scalar" ? [[key.text, value.text] as const] : [],
        ),
      ),
  );
}

function scalarsOf(node: YamlNode | undefined): readonly YamlScalar[] {
  return itemsOf(node).flatMap((item) =>
    item.kind === "scalar" && item.value !== null ? [withMarks(item)] : [],
  );
}

function marked(scalar: YamlScalar | undefined): YamlScalar | undefined {
  return scalar && withMarks(scalar);
}

function withMarks(scalar: YamlScalar): YamlScalar {
  const embedded = withHoles(scalar.embedded);
  return embedded === scalar.embedded ? scalar : { ...scalar, embedded };
}

/** Go templates: what stands between `{{` and `}}`, with or without trimming dashes. */
function withHoles(text: EmbeddedText): EmbeddedText {
  return markHoles(text, /\{\{-?((?:(?!-?\}\}|\{\{)[\s\S])*)-?\}\}/g);
}
