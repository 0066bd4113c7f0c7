import type { SourceFile } from "../../text/source-file.ts";
import { type Sources, settingsLimitBytes } from "../sources.ts";
import { entriesOf, scalarAt, valueAt, type YamlNode, type YamlScalar } from "../yaml/node.ts";
import type { Devcontainer } from "./model.ts";
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
export function parseDevcontainer(source: SourceFile): Devcontainer {
  const { root, problems } = parseJson(source);
  return {
    file: source.path,
    image: textAndSpan(scalarAt(root, "image")),
    dockerfile: textAndSpan(scalarAt(root, "build", "dockerfile") ?? scalarAt(root, "dockerFile")),
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

/** A feature's options, or its version alone as a string. */
function featureVersion(value: YamlNode | undefined): string | undefined {
  if (value?.kind === "scalar") return typeof value.value === "string" ? value.text : undefined;
  return scalarAt(value, "version")?.text;
}

function textAndSpan(scalar: YamlScalar | undefined): Devcontainer["image"] {
  return scalar && { text: scalar.text, span: scalar.span };
}
