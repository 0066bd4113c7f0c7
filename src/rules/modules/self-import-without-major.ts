import { splitPathMajor } from "../../go/module-path.ts";
import { isUnder } from "../../text/path-parts.ts";
import { isVendored } from "../../workspace/gomod/is-vendored.ts";
import type { GoModule } from "../../workspace/gomod/model.ts";
import { moduleOfFolder } from "../../workspace/gomod/module-of-folder.ts";
import { defineRule } from "../rule.ts";

export default defineRule({
  id: "modules/self-import-without-major",
  status: "preview",
  since: "0.1.0",
  harm: "S2",
  proof: ["modules-self-import-without-major"],
  summary: "Code of a v2 module imports its own packages without /v2: go looks for another module.",
  why:
    "With /v2 in the module line every package of the module has /v2 in its path. The path without it belongs to " +
    "version 1, which go.mod does not require.",
  remedy: "Write the import with the major version of the module line.",
  reads: "repository",

  *check(_, { workspace }) {
    const suffixed = new Map<GoModule, string>();
    for (const module of workspace.modules) {
      const split = module.mod.module && splitPathMajor(module.mod.module.path);
      if (split?.pathMajor.startsWith("/v") && !isVendored(module)) suffixed.set(module, split.prefix);
    }
    if (suffixed.size === 0) return;
    const paths = workspace.modules.flatMap(({ mod }) => (mod.module ? [mod.module.path] : []));
    for (const file of workspace.goFiles) {
      // A constraint such as `ignore` or `tools` may keep the file out of every build.
      if (file.constraint) continue;
      const module = moduleOfFolder(workspace.modules, file.folder);
      const prefix = module && suffixed.get(module);
      const own = module?.mod.module;
      if (!module || !own || prefix === undefined) continue;
      for (const { path, span } of file.imports) {
        if (!isUnder(path, prefix) || isUnder(path, own.path)) continue;
        // Another major version is another module, and no misspelling of this one.
        if (/^\/v[2-9]\d*(?:\/|$)/.test(path.slice(prefix.length))) continue;
        const providers = [...paths, ...module.mod.requires.map((required) => required.path)];
        if (providers.some((provider) => isUnder(path, provider))) continue;
        yield {
          at: { file: file.path, span },
          message: `The package is in no required module: this module is ${own.path}, so its own packages start with that: no required module provides package ${path}`,
          remedy: `Import ${own.path}${path.slice(prefix.length)}`,
          evidence: [{ at: { file: module.file, span: own.pathSpan }, shows: "the path of this module" }],
          cause: module.file,
        };
      }
    }
  },
});
