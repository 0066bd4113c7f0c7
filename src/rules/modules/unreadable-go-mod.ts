import { godebugLineProblem, newestGodebugMinor } from "../../go/godebug-names.ts";
import { minorOfGoVersion } from "../../go/minor-version.ts";
import type { ModFile } from "../../go/modfile/model.ts";
import type { ModProblem } from "../../go/modfile/syntax.ts";
import type { WorkFile } from "../../go/modfile/work-model.ts";
import { checkImportPath } from "../../go/module-path.ts";
import { minorOfGo } from "../../site/minor-of-go.ts";
import type { Site } from "../../site/site.ts";
import { isFixturePath } from "../../workspace/is-fixture-path.ts";
import { defineRule } from "../rule.ts";

export default defineRule({
  id: "modules/unreadable-go-mod",
  status: "preview",
  since: "0.1.0",
  harm: "S2",
  proof: ["modules-unreadable-go-mod"],
  summary: "A go.mod or go.work holds a line that go refuses: every go command that reads it stops.",
  why: "go reads these files whole and strictly: one line that it does not understand stops all commands there.",
  remedy:
    "Mend the line; go mod edit -json (go work edit -json) shows whether go reads the file, and writes nothing.",
  reads: "repository",

  *check(_, { workspace: { modules, workspaces, source }, sites }) {
    const isKnownGo = usesKnownGo(sites);
    const files = [
      ...modules.map(({ file, mod }) => ({ file, model: mod, stop: stopOf(mod) ?? badPath(mod) })),
      ...workspaces.map(({ file, work }) => ({ file, model: work, stop: stopOf(work) })),
    ];
    for (const { file, model, stop } of files) {
      const godebug = isKnownGo ? badGodebug(model, file) : undefined;
      const found = stop ?? godebug;
      // A template of a go.mod is read by a generator, not by go.
      if (!found || isFixturePath(file) || /\{\{|<%|\$\{/.test(source(file)?.text ?? "")) continue;
      const [first, ...others] = found.problems;
      if (!first) continue;
      yield {
        at: { file, span: first.span },
        message: `Every go command that reads this file stops: ${found.lead(baseName(file))}${first.reason}`,
        evidence: others.slice(0, 5).map(({ span, reason }) => ({ at: { file, span }, shows: reason })),
        cause: file,
      };
    }
  },
});

interface Stop {
  /** What go says before the reason. */
  readonly lead: (name: string) => string;
  readonly problems: readonly Pick<ModProblem, "span" | "reason">[];
}

function stopOf({ problems }: ModFile | WorkFile): Stop | undefined {
  const refused = problems.filter(({ reason }) => !/ invalid: should be .+, not v\d+$/.test(reason));
  return refused.length === 0 ? undefined : { lead: (name) => `errors parsing ${name}: `, problems: refused };
}

/** A module that is never a dependency needs a path that can be imported. */
function badPath({ module }: ModFile): Stop | undefined {
  if (!module || /^[@%$<]|%s/.test(module.path)) return undefined;
  const reason = checkImportPath(module.path)?.replace(/^malformed import path/, "malformed module path");
  return reason === undefined ? undefined : { lead: () => "", problems: [{ span: module.span, reason }] };
}

function badGodebug({ godebugs, go, toolchain }: ModFile | WorkFile, file: string): Stop | undefined {
  const asked = [go?.version, toolchain?.name.replace(/^go/, "")].map((version) =>
    minorOfGoVersion(version ?? ""),
  );
  if (asked.some((minor) => (minor ?? 0) > newestGodebugMinor)) return undefined;
  const problems = godebugs.flatMap(({ key, value, span }) => {
    const reason = godebugLineProblem(key, value);
    return reason === undefined ? [] : [{ span, reason }];
  });
  return problems.length === 0 ? undefined : { lead: () => `error loading ${baseName(file)}: `, problems };
}

/** Whether no site certainly runs a Go that is newer than what is known here. */
function usesKnownGo(sites: readonly Site[]): boolean {
  return sites.every(({ commands }) =>
    commands.every(({ go }) => (minorOfGo(go) ?? 0) <= newestGodebugMinor),
  );
}

function baseName(file: string): string {
  return file.slice(file.lastIndexOf("/") + 1);
}
