/** Reads `build:` of a Compose file. https://docs.docker.com/reference/compose-file/build/ */
import type { SourceFile } from "../../text/source-file.ts";
import { entriesOf, itemsOf, scalarAt, valueAt, type YamlNode, type YamlScalar } from "../yaml/node.ts";
import { parseYaml } from "../yaml/parse-yaml.ts";
import type { ComposeBuild, ComposeFile } from "./model.ts";

export function parseCompose(source: SourceFile): ComposeFile {
  const { root, problems } = parseYaml(source);
  const builds = entriesOf(valueAt(root, "services")).flatMap(({ key, value, span }): ComposeBuild[] => {
    const build = valueAt(value, "build");
    if (build?.kind === "scalar") {
      return build.value === null
        ? []
        : [{ service: key.text, context: build.text, dockerfile: "Dockerfile", args: [], span: build.span }];
    }
    if (build?.kind !== "mapping" || valueAt(build, "dockerfile_inline")) return [];
    return [
      {
        service: key.text,
        context: scalarAt(build, "context")?.text ?? ".",
        dockerfile: scalarAt(build, "dockerfile")?.text ?? "Dockerfile",
        args: readArgs(valueAt(build, "args")),
        span,
      },
    ];
  });
  return { file: source.path, builds, problems };
}

/** A mapping, or a list of `NAME=value` and of names. */
function readArgs(node: YamlNode | undefined): ComposeBuild["args"] {
  if (node?.kind === "mapping") {
    return entriesOf(node).map(({ key, value }) => ({ name: key.text, value: given(value) }));
  }
  return itemsOf(node).flatMap((item) => {
    if (item.kind !== "scalar") return [];
    const equals = item.text.indexOf("=");
    const name = equals === -1 ? item.text : item.text.slice(0, equals);
    const text = item.text.slice(equals + 1);
    return [{ name, value: equals === -1 ? undefined : { ...item, text, value: text } }];
  });
}

function given(value: YamlNode | undefined): YamlScalar | undefined {
  return value?.kind === "scalar" && value.value !== null ? value : undefined;
}
