/** A program against the repository that it claims to come from: go line, sums, and what its sites promise. */
import { buildTags } from "../binary/executable/lookups.ts";
import type { GoBuild } from "../binary/executable/read-program.ts";
import { type BuildModule, buildSetting } from "../go/build-info.ts";
import { compareGoVersions, parseGoVersion } from "../go/go-version.ts";
import { goVersionOfToolchain } from "../go/toolchain-name.ts";
import type { InspectedContract } from "../report/inspect-report.ts";
import type { GoModule, ReadSum } from "../workspace/gomod/model.ts";
import { judgeSites } from "./judge-sites.ts";
import type { Look } from "./look.ts";

type Finding = InspectedContract["findings"][number];

/** Compares; what cannot be known is counted, never passed. */
export function judgeContract({ version, info }: GoBuild, look: Look): InspectedContract {
  const unknown: string[] = [];
  const module = moduleOf(info.main?.path, info.path, look.workspace.modules);
  if (!module) {
    const name = info.main?.path ?? info.path;
    return {
      repository: look.tree.name,
      module: null,
      findings: [],
      unknown: [`${name === "" ? "a program built without modules" : name} is no module of this repository`],
      verified: 0,
      site: null,
    };
  }
  const findings: Finding[] = [...judgeVersion(version, module, look), ...judgeVcs(info)];
  const sums = sumsOf(module, look);
  let verified = 0;
  for (const dep of info.deps) {
    const found = judgeModule(dep, module, { sums, look });
    if (found === "verified") verified++;
    else if (found.kind === "unknown") unknown.push(found.reason);
    else findings.push(found.finding);
  }
  const sites = judgeSites({ info, module, tags: buildTags(info) }, look);
  findings.push(...sites.findings);
  unknown.push(...sites.unknown);
  return {
    repository: look.tree.name,
    module: module.mod.module?.path ?? "",
    findings,
    unknown,
    site: sites.site,
    verified: verified + sites.verified,
  };
}

/** By the path of its main module; older builds of a sub-package are found by the longest module above it. */
function moduleOf(
  main: string | undefined,
  path: string,
  modules: readonly GoModule[],
): GoModule | undefined {
  const named = modules.find(({ mod }) => mod.module?.path === main);
  if (named || main !== undefined) return named;
  return modules
    .filter(({ mod }) => mod.module && (path === mod.module.path || path.startsWith(`${mod.module.path}/`)))
    .toSorted((a, b) => (b.mod.module?.path.length ?? 0) - (a.mod.module?.path.length ?? 0))[0];
}

function placeOf(look: Look, file: string, offset: number): { file: string; line: number } {
  return { file, line: look.workspace.source(file)?.lines.positionAt(offset).line ?? 1 };
}

function judgeVersion(version: string, { mod }: GoModule, look: Look): readonly Finding[] {
  const name = /go1[^\s]*/.exec(version)?.[0];
  const built = name?.slice(2).replace(/-.*$/, "");
  if (built === undefined || !parseGoVersion(built)) return [];
  const findings: Finding[] = [];
  if (mod.go && parseGoVersion(mod.go.version) && compareGoVersions(built, mod.go.version) < 0) {
    findings.push({
      kind: "go-version",
      subject: "go",
      built: `go${built}`,
      promised: `go ${mod.go.version}`,
      ...placeOf(look, mod.file, mod.go.span.start),
      harm: "S2",
    });
  }
  const toolchain = mod.toolchain && goVersionOfToolchain(mod.toolchain.name);
  if (mod.toolchain && toolchain !== undefined && compareGoVersions(built, toolchain) < 0) {
    findings.push({
      kind: "toolchain",
      subject: "toolchain",
      built: `go${built}`,
      promised: `toolchain ${mod.toolchain.name}`,
      ...placeOf(look, mod.file, mod.toolchain.span.start),
      harm: "S3",
    });
  }
  return findings;
}

function judgeVcs(info: GoBuild["info"]): readonly Finding[] {
  if (buildSetting(info, "vcs.modified") !== "true") return [];
  const revision = buildSetting(info, "vcs.revision") ?? "an unknown revision";
  return [
    {
      kind: "uncommitted",
      subject: "vcs.modified",
      built: `${revision} with uncommitted changes`,
      promised: "a commit of the repository",
      file: null,
      line: null,
      harm: "S1",
    },
  ];
}

interface Sums {
  readonly byModule: ReadonlyMap<string, { hash: string; file: string; line: number }>;
  readonly file: string | undefined;
  readonly isWorkspace: boolean;
}

/** go.sum of the module, and of every member and go.work.sum where a workspace holds it. */
function sumsOf(module: GoModule, { workspace }: Look): Sums {
  const works = workspace.workspaces.filter(
    ({ folder }) => folder === "" || `${module.folder}/`.startsWith(`${folder}/`),
  );
  const reads: (ReadSum | undefined)[] = [module.sum];
  if (works.length > 0)
    reads.push(...works.map(({ sum }) => sum), ...workspace.modules.map(({ sum }) => sum));
  const byModule = new Map<string, { hash: string; file: string; line: number }>();
  for (const read of reads) {
    for (const { path, version, isGoMod, hash, lineNumber } of read?.parsed.lines ?? []) {
      const key = `${path}@${version}`;
      if (!isGoMod && !byModule.has(key) && read)
        byModule.set(key, { hash, file: read.file, line: lineNumber });
    }
  }
  return { byModule, file: module.sum?.file, isWorkspace: works.length > 0 };
}

type ModuleJudgement =
  | "verified"
  | { readonly kind: "unknown"; readonly reason: string }
  | { readonly kind: "finding"; readonly finding: Finding };

function judgeModule(
  dep: BuildModule,
  module: GoModule,
  { sums, look }: { sums: Sums; look: Look },
): ModuleJudgement {
  const used = dep.replace ?? dep;
  const name = `${used.path}@${used.version}`;
  const finding = (one: Omit<Finding, "subject">): ModuleJudgement => ({
    kind: "finding",
    finding: { subject: dep.path, ...one },
  });
  const required = module.mod.requires.find(({ path }) => path === dep.path);
  // A workspace selects versions over all its modules: no single go.mod promises one.
  if (required && !sums.isWorkspace && required.version !== dep.version) {
    return finding({
      kind: "module-version",
      built: dep.version,
      promised: required.version,
      ...placeOf(look, module.mod.file, required.span.start),
      harm: "S1",
    });
  }
  if (dep.replace && !isReplaced(dep, [module, ...(sums.isWorkspace ? look.workspace.modules : [])], look)) {
    return finding({
      kind: "replacement",
      built: `=> ${used.path} ${used.version}`.trim(),
      promised: "no such replace",
      file: module.mod.file,
      line: null,
      harm: "S1",
    });
  }
  if (used.sum === "") return { kind: "unknown", reason: `${name} has no sum in the program` };
  const line = sums.byModule.get(name);
  if (!line)
    return finding({
      kind: "sum-missing",
      built: used.sum,
      promised: `no line for ${name}`,
      file: sums.file ?? null,
      line: null,
      harm: "S1",
    });
  if (line.hash === used.sum) return "verified";
  return finding({
    kind: "sum",
    built: used.sum,
    promised: line.hash,
    file: line.file,
    line: line.line,
    harm: "S0",
  });
}

function isReplaced(dep: BuildModule, modules: readonly GoModule[], { workspace }: Look): boolean {
  const replaces = [
    ...modules.flatMap(({ mod }) => mod.replaces),
    ...workspace.workspaces.flatMap(({ work }) => work.replaces),
  ];
  return replaces.some(
    ({ oldPath, oldVersion, newPath, newVersion, isLocal }) =>
      oldPath === dep.path &&
      (oldVersion === undefined || oldVersion === dep.version) &&
      (isLocal || (newPath === dep.replace?.path && newVersion === dep.replace.version)),
  );
}
