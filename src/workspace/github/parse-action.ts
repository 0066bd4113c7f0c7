/**
 * An `action.yml` → inputs and steps. Followed:
 * https://docs.github.com/actions/reference/workflows-and-actions/metadata-syntax
 */
import type { SourceFile } from "../../text/source-file.ts";
import { scalarAt, valueAt } from "../yaml/node.ts";
import { parseYaml } from "../yaml/parse-yaml.ts";
import { readInputs, readSteps } from "./_steps.ts";
import type { CompositeAction } from "./model.ts";

/** Parses an action; one of JavaScript or Docker has no steps. */
export function parseAction(source: SourceFile): CompositeAction {
  const { root, comments, problems } = parseYaml(source);
  return {
    kind: "action",
    file: source.path,
    name: scalarAt(root, "name")?.text,
    runsUsing: scalarAt(root, "runs", "using")?.text,
    image: scalarAt(root, "runs", "image")?.text,
    inputs: readInputs(valueAt(root, "inputs")),
    steps: readSteps(valueAt(root, "runs", "steps")),
    root,
    comments,
    problems,
  };
}
