import { embedPieces } from "../../text/embedded-text.ts";
import type { SourceFile } from "../../text/source-file.ts";
import { type Sources, settingsLimitBytes } from "../sources.ts";
import { entriesOf, itemsOf, scalarAt, valueAt, type YamlNode, type YamlScalar } from "../yaml/node.ts";
import type { Devcontainer, DevcontainerCommand } from "./model.ts";
import { parseJson } from "./parse-json.ts";

const devcontainerName = /(^|\/)(\.devcontainer\.json|\.devcontainer\/([^/]+\/)?devcontainer\.json)$/;

/** Every devcontainer of the tree. Reference: https://containers.dev/implementors/json_reference/ */
export function readDevcontainers(sources: Sources): readonly Devcontainer[] {
  const files: Devcontainer[] = [];
  for (const path of sources.ownPaths) {
    if (!(devcontainerName.test(path) || path === "devcontainer.json")) continue;
    const source = sources.read(path, settingsLimitBytes);
    if (source) files.push(parseDevcontainer(source));
  }
  return files;
}

/** Parses one devcontainer.json. */
function parseDevcontainer(source: SourceFile): Devcontainer {
  const { root, problems } = parseJson(source);
  return {
    file: source.path,
    image: textAndSpan(scalarAt(root, "image")),
    dockerfile: textAndSpan(scalarAt(root, "build", "dockerfile") ?? scalarAt(root, "dockerFile")),
    context: scalarAt(root, "build", "context")?.text ?? scalarAt(root, "context")?.text ?? ".",
    target: scalarAt(root, "build", "target")?.text,
    buildArgs: entriesOf(valueAt(root, "build", "args")).flatMap(({ key, value, span }) =>
      value?.kind === "scalar" ? [{ name: key.text, value: value.text, span }] : [],
    ),
    commands: commandNames.flatMap((name) => readCommands(name, valueAt(root, name))),
    features: entriesOf(valueAt(root, "features")).map(({ key, value, span }) => ({
      id: key.text,
      version: featureVersion(value),
      span,
    })),
    env: [...entriesOf(valueAt(root, "containerEnv")), ...entriesOf(valueAt(root, "remoteEnv"))].flatMap(
      ({ key, value, span }) =>
        value?.kind === "scalar" ? [{ name: key.text, value: value.text, span }] : [],
    ),
    problems,
  };
}

/** In the order in which they run; the first of them on the developer's own machine. */
const commandNames = [
  "initializeCommand",
  "onCreateCommand",
  "updateContentCommand",
  "postCreateCommand",
  "postStartCommand",
  "postAttachCommand",
];

/** A string goes to a shell, a list is a program with arguments, a mapping has several of them. */
function readCommands(name: string, node: YamlNode | undefined): readonly DevcontainerCommand[] {
  if (node?.kind === "mapping") return node.entries.flatMap(({ value }) => readCommands(name, value));
  if (node?.kind === "scalar")
    return node.value === null ? [] : [{ name, script: node.embedded, span: node.span }];
  const words = itemsOf(node).flatMap((item) => (item.kind === "scalar" ? [item] : []));
  // A word with a quote of its own cannot be put between quotes.
  if (words.length === 0 || words.some(({ text }) => text.includes("'"))) return [];
  const pieces = words.flatMap(({ text, span }) => {
    const isPlain = /^[\w@%+=:,./-]+$/.test(text);
    return [
      { text: isPlain ? "" : "'", fileStart: span.start },
      { text, fileStart: span.start + 1 },
      { text: isPlain ? " " : "' ", fileStart: span.end - 1 },
    ].filter((piece) => piece.text !== "");
  });
  return node ? [{ name, script: embedPieces(pieces), span: node.span }] : [];
}

/** A feature's options, or its version alone as a string. */
function featureVersion(value: YamlNode | undefined): string | undefined {
  if (value?.kind === "scalar") return typeof value.value === "string" ? value.text : undefined;
  return scalarAt(value, "version")?.text;
}

function textAndSpan(scalar: YamlScalar | undefined): Devcontainer["image"] {
  return scalar && { text: scalar.text, span: scalar.span };
}
