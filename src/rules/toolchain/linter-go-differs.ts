import { minorOfGoVersion } from "../../go/minor-version.ts";
import { moduleOfFolder } from "../../workspace/gomod/module-of-folder.ts";
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
    "run.go overrides the go line that golangci-lint reads by itself. Linters that depend on the version are switched off " +
    "or give advice that does not fit the module.",
  remedy: "Delete run.go: golangci-lint takes the version from go.mod.",
  reads: "repository",

  *check(_, { workspace }) {
    for (const { file, go } of workspace.golangci) {
      const slash = file.lastIndexOf("/");
      const module = moduleOfFolder(workspace.modules, slash === -1 ? "" : file.slice(0, slash));
      const line = module?.mod.go;
      // A plain 1.20 arrives as the number 1.2.
      const text = go && String(go.style === "plain" ? go.value : go.text);
      const told = text === undefined ? undefined : minorOfGoVersion(text);
      const stated = line && minorOfGoVersion(line.version);
      if (!go || !module || !line || told === undefined || stated === undefined || told === stated) continue;
      yield {
        at: { file, span: go.span },
        message: `golangci-lint judges the code as go ${text}; ${module.file} says ${line.version}`,
        evidence: [{ at: { file: module.file, span: line.span }, shows: `the go line is ${line.version}` }],
      };
    }
  },
});
