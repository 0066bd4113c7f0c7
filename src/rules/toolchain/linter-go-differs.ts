import { minorOfGoVersion } from "../../go/minor-version.ts";
import type { Place } from "../../text/span.ts";
import type { GoModule } from "../../workspace/gomod/model.ts";
import { moduleOfFolder } from "../../workspace/gomod/module-of-folder.ts";
import { isForeignPath } from "../../workspace/is-foreign-path.ts";
import type { Workspace } from "../../workspace/workspace.ts";
import { fixOf } from "../edit-text.ts";
import { defineRule } from "../rule.ts";

export default defineRule({
  id: "toolchain/linter-go-differs",
  status: "preview",
  since: "0.1.0",
  harm: "S3",
  proof: [],
  summary:
    "golangci-lint is told another Go version than go.mod states: its linters judge the code by the wrong language.",
  why:
    "run.go overrides the go line that golangci-lint reads by itself. Linters that look at the version then keep back " +
    "advice that the module could follow, or give advice that it cannot.",
  remedy: "Delete run.go: golangci-lint takes the version from go.mod.",
  reads: "repository",

  *check(_, { workspace }) {
    for (const { file, go } of workspace.golangci) {
      const folder = file.slice(0, Math.max(0, file.lastIndexOf("/")));
      // A plain 1.20 arrives as the number 1.2.
      const text = go && String(go.style === "plain" ? go.value : go.text);
      const told = text === undefined ? undefined : minorOfGoVersion(text);
      const lines = modulesOf(folder, workspace.modules).map(({ file: path, mod }) => ({
        path,
        line: mod.go,
      }));
      const isAnyRight = lines.some(({ line }) => !line || minorOfGoVersion(line.version) === told);
      const [first] = lines;
      if (!go || told === undefined || !first?.line || isAnyRight || hasLooseCode(folder, workspace))
        continue;
      yield {
        at: { file, span: go.span },
        message: `golangci-lint judges the code as go ${text}; ${first.path} says ${first.line.version}`,
        ...raised(workspace, { at: { file, span: go.span }, text, line: first.line.version }),
        evidence: lines.flatMap(({ path, line }) =>
          line ? [{ at: { file: path, span: line.span }, shows: `the go line is ${line.version}` }] : [],
        ),
      };
    }
  },
});

/** The language version of the go line; a plain 1.30 would lose its zero. */
function raised(
  workspace: Workspace,
  { at, text, line }: { readonly at: Place; readonly text: string | undefined; readonly line: string },
): ReturnType<typeof fixOf> {
  const language = /^1\.\d+/.exec(line)?.[0];
  const written = workspace.source(at.file)?.text.slice(at.span.start, at.span.end).replace(/["']/g, "");
  if (language === undefined || text === undefined || written !== text) return undefined;
  const whole = workspace.source(at.file)?.text.slice(at.span.start, at.span.end) ?? "";
  const quote = /["']/.exec(whole)?.[0] ?? '"';
  return fixOf({ at, text: `${quote}${language}${quote}` }, { title: `Write ${language}`, isSafe: false });
}

/** Code below the folder that no go.mod holds: another file of modules, such as vendor.mod, says its version. */
function hasLooseCode(folder: string, { modules, goFiles }: Workspace): boolean {
  return goFiles.some(
    ({ folder: at, path }) =>
      (folder === "" || `${at}/`.startsWith(`${folder}/`)) &&
      !isForeignPath(path) &&
      moduleOfFolder(modules, at) === undefined,
  );
}

/** The module that holds the folder, else all modules below it. */
function modulesOf(folder: string, modules: readonly GoModule[]): readonly GoModule[] {
  const own = moduleOfFolder(modules, folder);
  if (own) return [own];
  return modules.filter((module) => folder === "" || module.folder.startsWith(`${folder}/`));
}
