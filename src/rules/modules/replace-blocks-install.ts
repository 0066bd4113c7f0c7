import type { GoModule } from "../../workspace/gomod/model.ts";
import { isForeignPath } from "../../workspace/is-foreign-path.ts";
import type { Workspace } from "../../workspace/workspace.ts";
import { defineRule } from "../rule.ts";

/** Texts for users: what they copy into their terminal. */
const guides =
  /(?:^|\/)(?:README|INSTALL|INSTALLATION|GETTING_STARTED)[^/]*\.(?:md|rst|adoc|txt)$|^docs?\/.*\.mdx?$/i;
const advice =
  /\bgo[ \t]+(?:install|run)(?:[ \t]+-[^\s@]+)*[ \t]+([\w.~-]+(?:\/[\w.~-]+)+)@(?:latest|main|master|HEAD)\b/g;

export default defineRule({
  id: "modules/replace-blocks-install",
  status: "preview",
  since: "0.1.0",
  harm: "S2",
  proof: ["modules-replace-blocks-install"],
  summary:
    "A guide tells users to go install this module, and its go.mod has replace or exclude lines: go refuses.",
  why:
    "go install PACKAGE@VERSION builds the module as if it were the main one, but ignores its replacements. Rather than " +
    "build something else it refuses any module whose go.mod has replace or exclude lines.",
  remedy: "Remove the replace and exclude lines before the next release, or tell users to clone and build.",
  reads: "repository",

  *check(_, { workspace }) {
    const blocked = workspace.modules.filter(({ mod }) => mod.replaces.length > 0 || mod.excludes.length > 0);
    if (blocked.length === 0) return;
    for (const { path: file } of workspace.tree.entries) {
      if (!guides.test(file) || isForeignPath(file)) continue;
      const text = workspace.source(file)?.text ?? "";
      for (const match of text.matchAll(advice)) {
        const path = match[1] ?? "";
        const module = moduleOfPackage(workspace.modules, path);
        if (!module || !blocked.includes(module) || !isProgram(workspace, module, path)) continue;
        const [line] = module.mod.replaces.length > 0 ? module.mod.replaces : module.mod.excludes;
        if (!line || isWarning(text, match.index)) continue;
        const kind = module.mod.replaces.length > 0 ? "replace" : "exclude";
        yield {
          at: { file, span: { start: match.index, end: match.index + match[0].length } },
          message: `This command stops for every user of a release with this ${module.file}: The go.mod file for the module providing named packages contains one or more ${kind} directives`,
          evidence: [{ at: { file: module.file, span: line.span }, shows: `the first ${kind} line` }],
          cause: module.file,
        };
      }
    }
  },
});

/** Whether the paragraph says that the command does not work. */
function isWarning(text: string, at: number): boolean {
  const start = text.lastIndexOf("\n\n", at) + 1;
  const end = text.indexOf("\n\n", at);
  const paragraph = text.slice(start, end === -1 ? text.length : end);
  return /\b(?:not (?:work|supported|possible)|(?:does|do|wo)n['’]t work|can(?:not|['’]t) (?:be (?:installed|used)|use go install)|unsupported)\b/i.test(
    paragraph,
  );
}

function moduleOfPackage(modules: readonly GoModule[], path: string): GoModule | undefined {
  let found: GoModule | undefined;
  for (const module of modules) {
    const own = module.mod.module?.path;
    if (own === undefined || !(path === own || path.startsWith(`${own}/`))) continue;
    if (own.length > (found?.mod.module?.path.length ?? 0)) found = module;
  }
  return found;
}

function isProgram({ goFiles }: Workspace, { folder, mod }: GoModule, path: string): boolean {
  const inside = path.slice(mod.module?.path.length ?? 0);
  const target = `${folder}${inside}`.replace(/^\//, "");
  return goFiles.some((file) => file.folder === target && file.packageName === "main" && !file.isTest);
}
