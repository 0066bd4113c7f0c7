/** Whether a build without a file is a build of everything else: what a constraint that comes into force takes away. */
import type { GoFile } from "../workspace/gofiles/model.ts";
import type { Workspace } from "../workspace/workspace.ts";

const declaration = /^(?:func(?:[ \t]*\([^)\n]*\))?|var|const|type)[ \t]+([\p{L}_][\p{L}\p{Nd}_]*)/gmu;
/** Several names in one declaration: `var (`, `var a, b`. */
const grouped = /^(?:var|const|type)[ \t]*(?:\(|[\p{L}_][\p{L}\p{Nd}_]*[ \t]*,)/mu;

/** By the names that it declares: no other file of its folder has one of them, and no other package can. */
export function standsAlone(file: GoFile, workspace: Workspace): boolean {
  const text = workspace.source(file.path)?.text;
  if (text === undefined || grouped.test(text)) return false;
  const names = [...text.matchAll(declaration)]
    .map(([, name = ""]) => name)
    .filter(
      (name) =>
        !/^(?:_|init|main)$/.test(name) && !(file.isTest && /^(?:Test|Benchmark|Fuzz|Example)/.test(name)),
    );
  const isReachable = !file.isTest && file.packageName !== "main";
  if (isReachable && names.some((name) => /^\p{Lu}/u.test(name))) return false;
  const others = workspace.goFiles.filter(({ folder, path }) => folder === file.folder && path !== file.path);
  // Without any other file the package itself would be gone.
  if (!file.isTest && !others.some(({ isTest, constraint }) => !isTest && !constraint)) return false;
  return others.every(({ path }) => {
    const other = workspace.source(path)?.text ?? "";
    return names.every(
      (name) => !new RegExp(`(?<![\\p{L}\\p{Nd}_])${name}(?![\\p{L}\\p{Nd}_])`, "u").test(other),
    );
  });
}
