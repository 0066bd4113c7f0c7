import { isForeignPath } from "../is-foreign-path.ts";
import { type Sources, settingsLimitBytes } from "../sources.ts";
import type { CompositeAction, Workflow } from "./model.ts";
import { parseAction } from "./parse-action.ts";
import { parseWorkflow } from "./parse-workflow.ts";

/** Every workflow of the tree; GitHub reads those directly in `.github/workflows/` only. */
export function readWorkflows(sources: Sources): readonly Workflow[] {
  return readMatching(sources, /^\.github\/workflows\/[^/]+\.ya?ml$/, parseWorkflow);
}

/** Every action of the tree outside vendor/, testdata/ and node_modules/. */
export function readActions(sources: Sources): readonly CompositeAction[] {
  return readMatching(sources, /(?:^|\/)action\.ya?ml$/, parseAction).filter(
    // Other programs have files of this name too.
    (action) => action.runsUsing !== undefined || action.problems.length > 0,
  );
}

function readMatching<T>(
  sources: Sources,
  name: RegExp,
  parse: (source: NonNullable<ReturnType<Sources["read"]>>) => T,
) {
  const files: T[] = [];
  for (const { path } of sources.tree.entries) {
    if (!name.test(path) || isForeignPath(path)) continue;
    const source = sources.read(path, settingsLimitBytes);
    if (source) files.push(parse(source));
  }
  return files;
}
