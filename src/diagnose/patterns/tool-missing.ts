import { errorReader } from "../error-reader.ts";
import { definePattern } from "../pattern.ts";

const generate =
  /^(?<file>\S+\.go):(?<row>\d+): running "(?<tool>[^"]+)": (?:exec: "[^"]+": (?:executable file not found in (?:\$PATH|%PATH%)|stat .*: no such file or directory)|fork\/exec .*: no such file or directory)$/;
const named = errorReader(/go: no such tool "(?<tool>[^"]+)"$/);
const old = errorReader(/go tool: no such tool "(?<tool>[^"]+)"(?:; to install:)?$/);

/** Sources of the words: cmd/go/internal/generate generate.go, package os/exec; cmd/go/internal/base tool.go and tool/tool.go. */
export default definePattern({
  id: "tool-missing",
  title: "go is to run a tool that is not there",
  needles: ['no such tool "', ': running "'],

  match({ line }) {
    const { text } = line;
    const comment = generate.exec(text)?.groups;
    if (comment?.tool !== undefined)
      return {
        message: `${comment.file}:${comment.row} has a go:generate line that runs ${comment.tool}, and no folder of PATH has it`,
        fix: `Install ${comment.tool} before go generate and put $(go env GOPATH)/bin into PATH; or name it as a tool of go.mod (go 1.24 and newer: go get -tool PACKAGE) and write //go:generate go tool ${comment.tool}`,
        confidence: 0.95,
        subject: comment.tool,
      };
    const tool = named(text)?.tool ?? old(text)?.tool;
    if (tool === undefined) return undefined;
    return {
      message: `"go tool" knows no ${tool}: no tool line of go.mod names it, and the go that ran brings none of this name`,
      fix: `Add it with go get -tool PACKAGE (go 1.24 and newer) and commit go.mod and go.sum; tools of older releases of go were removed or are separate programs`,
      confidence: 0.93,
      subject: tool,
      values: { tool },
    };
  },

  *confirm({ values }, { workspace }) {
    const tool = values?.tool ?? "";
    if (tool === "") return;
    for (const { file, mod } of workspace.modules)
      for (const { path, span } of mod.tools ?? [])
        if (path === tool || path.endsWith(`/${tool}`))
          yield { at: { file, span }, says: "contradicts", shows: `tool ${path}` };
  },
});
