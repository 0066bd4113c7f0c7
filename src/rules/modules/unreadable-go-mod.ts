import { godebugLineProblem, newestGodebugMinor } from "../../go/godebug-names.ts";
import { minorOfGoVersion } from "../../go/minor-version.ts";
import type { ModFile } from "../../go/modfile/model.ts";
import type { ModProblem } from "../../go/modfile/syntax.ts";
import type { WorkFile } from "../../go/modfile/work-model.ts";
import { checkImportPath } from "../../go/module-path.ts";
import { compilesModule } from "../../site/compiles-module.ts";
import { minorOfGo } from "../../site/minor-of-go.ts";
import { normalizePath } from "../../site/shell/join-folder.ts";
import type { Site } from "../../site/site.ts";
import { stoppedBuilds } from "../../site/stopped-builds.ts";
import { baseNameOf } from "../../text/path-parts.ts";
import type { Span } from "../../text/span.ts";
import type { GoModule, GoWorkspace } from "../../workspace/gomod/model.ts";
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
    for (const module of modules) {
      if (isFixturePath(module.file) || stopOf(module.mod) || !stopsBuilds(module, sites, workspaces))
        continue;
      const [first, ...others] = queriesOf(module.mod, source(module.file)?.text ?? "");
      if (!first) continue;
      yield {
        at: { file: module.file, span: first.span },
        message: `Builds stop, unless go mod tidy, go get or -mod=mod finds a version before: ${first.text} of ${first.path} is none: go: updates to go.mod needed`,
        remedy: "Run go mod tidy and commit the version that it writes.",
        evidence: others.slice(0, 5).map(({ span, text, path }) => ({
          at: { file: module.file, span },
          shows: `${text} of ${path} is no version`,
        })),
        cause: module.file,
      };
    }
    for (const { file, model, stop } of files) {
      const godebug = isKnownGo ? badGodebug(model, file) : undefined;
      const found = stop ?? godebug;
      // A template of a go.mod is read by a generator, not by go.
      if (!found || isFixturePath(file) || /\{\{|<%|\$\{/.test(source(file)?.text ?? "")) continue;
      const [first, ...others] = found.problems;
      if (!first) continue;
      yield {
        at: { file, span: first.span },
        message: `Every go command that reads this file stops: ${found.lead(baseNameOf(file))}${first.reason}`,
        evidence: others.slice(0, 5).map(({ span, reason }) => ({ at: { file, span }, shows: reason })),
        cause: file,
      };
    }
  },
});

/** What go asks the proxy about, where a version belongs: a branch, `latest`, `v1`. */
const query =
  /^(?:require|replace|exclude) (\S+): version ("[^"]+") invalid: must be of the form v\d+\.2\.3$/;

interface Query {
  readonly path: string;
  readonly text: string;
  readonly span: Span;
}

function queriesOf({ problems, requires }: ModFile, source: string): readonly Query[] {
  const refused = problems.flatMap(({ reason, span }) => {
    const [, path = "", text = ""] = query.exec(reason) ?? [];
    return path === "" || /\{\{|<%|\$\{/.test(source) ? [] : [{ path, text, span }];
  });
  const short = requires.flatMap(({ path, versionSpan }) => {
    const text = source.slice(versionSpan.start, versionSpan.end);
    return /^v\d+(?:\.\d+)?$/.test(text) ? [{ path, text: `"${text}"`, span: versionSpan }] : [];
  });
  return [...refused, ...short].sort((a, b) => a.span.start - b.span.start);
}

/** Whether a build may not write the go.mod; in a workspace, and after go mod tidy, none minds. */
function stopsBuilds(module: GoModule, sites: readonly Site[], workspaces: readonly GoWorkspace[]): boolean {
  const ofModule = sites.map((site) => ({
    ...site,
    commands: site.commands.filter((command) => command.module === module),
  }));
  const alone = ofModule.map((site) => ({
    ...site,
    commands: site.commands.filter(({ workspace }) => !workspace),
  }));
  const builds = alone.flatMap(({ commands }) => commands.filter(compilesModule));
  const hasBuilds = ofModule.some(({ commands }) => commands.some(compilesModule));
  if (hasBuilds) return builds.length > 0 && !stoppedBuilds(module, alone).areElsewhere;
  return !workspaces.some(({ folder, work }) =>
    work.uses.some(({ path }) => normalizePath(`${folder}/${path}`, false) === module.folder),
  );
}

interface Stop {
  /** What go says before the reason. */
  readonly lead: (name: string) => string;
  readonly problems: readonly Pick<ModProblem, "span" | "reason">[];
}

function stopOf({ problems }: ModFile | WorkFile): Stop | undefined {
  const refused = problems.filter(
    ({ reason }) => !/ invalid: should be .+, not v\d+$/.test(reason) && !query.test(reason),
  );
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
  return problems.length === 0 ? undefined : { lead: () => `error loading ${baseNameOf(file)}: `, problems };
}

/** Whether no site certainly runs a Go that is newer than what is known here. */
function usesKnownGo(sites: readonly Site[]): boolean {
  return sites.every(({ commands }) =>
    commands.every(({ go }) => (minorOfGo(go) ?? 0) <= newestGodebugMinor),
  );
}
