import { compareGoVersions } from "../../go/go-version.ts";
import type { Require } from "../../go/modfile/model.ts";
import { defineRule } from "../rule.ts";

export default defineRule({
  id: "modules/paths-differ-by-case",
  status: "preview",
  since: "0.1.0",
  harm: "S2",
  proof: ["modules-paths-differ-by-case"],
  summary: "go.mod requires one module under two spellings: a program that contains both does not build.",
  why:
    "To go these are two modules, and file systems that ignore case cannot hold both. go mod tidy says nothing; " +
    "go build and go mod vendor refuse.",
  remedy: "Import it under one spelling, and raise the module that still uses the other one.",
  reads: "module",

  *check({ mod, file }) {
    // Below 1.17 a required module need not provide any package of the build.
    if (!mod.go || compareGoVersions(mod.go.version, "1.17") < 0) return;
    const first = new Map<string, Require>();
    for (const required of mod.requires) {
      const key = required.path.toLowerCase();
      const before = first.get(key);
      if (!before) first.set(key, required);
      if (!before || before.path === required.path) continue;
      yield {
        at: { file, span: required.span },
        message: `A program that contains both spellings does not build: case-insensitive import collision: ${JSON.stringify(before.path)} and ${JSON.stringify(required.path)}`,
        evidence: [{ at: { file, span: before.span }, shows: "the other spelling" }],
        cause: key,
      };
    }
  },
});
