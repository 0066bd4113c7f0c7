/** Which Go a command really runs with: the installed binary, GOTOOLCHAIN, and the lines of go.mod or go.work. */
import { compareGoVersions } from "../go/go-version.ts";
import type { ModSyntax } from "../go/modfile/syntax.ts";
import type { ToolchainRequest } from "../go/toolchain-choice.ts";
import { goVersionOfToolchain } from "../go/toolchain-name.ts";
import { selectToolchain, selectToolchainForMinor } from "../go/toolchain-select.ts";
import { workGoLineProblem } from "../go/work-go-line.ts";
import { baseNameOf } from "../text/path-parts.ts";
import type { GoModule, GoWorkspace } from "../workspace/gomod/model.ts";
import { describeInstalledGo } from "./describe-go.ts";
import type { Environment, Setting } from "./environment.ts";
import { isInstalled, type Machine, type OpenCopy, type UnknownGo } from "./machine.ts";
import type { GoResolution, InstalledGo, Reason } from "./site.ts";
import { known, type Value } from "./value.ts";

export interface GoQuestion {
  readonly machine: Machine;
  readonly module: GoModule | undefined;
  readonly workspace: GoWorkspace | undefined;
  /** Modules that the workspace uses, for go's check of their go lines. */
  readonly members: readonly GoModule[];
  /** Without a module: the copy that may have brought one. */
  readonly openModule?: OpenCopy | undefined;
  /** Why it is not known which go.work holds. */
  readonly openWorkspace?: Reason | undefined;
}

type Lines = Omit<ToolchainRequest, "installed" | "gotoolchain">;

/** Resolves the Go of a command or of a site without commands. */
export function resolveGo(question: GoQuestion): GoResolution {
  const { machine } = question;
  const gotoolchain = gotoolchainOf(machine.environment.goSetting("GOTOOLCHAIN"));
  const hasModules = !isInstalled(machine.go) || knowsModules(machine.go);
  const lines = { ...(hasModules ? linesOf(question) : {}), ...sourceOfToolchains(machine.environment) };
  const base = { gotoolchain, installed: isInstalled(machine.go) ? machine.go : undefined };
  const lineReasons = hasModules ? reasonsOfLines(question) : [];
  if (!isInstalled(machine.go) && machine.go.isAbsent) {
    const open = { version: undefined, range: undefined, outcome: "unknown", openness: "absent" } as const;
    return { ...base, ...open, why: [{ text: machine.go.reason, at: machine.go.at }] };
  }
  if (question.openWorkspace) {
    const open = { version: undefined, range: undefined, outcome: "unknown" as const };
    return { ...base, ...open, why: [question.openWorkspace] };
  }
  const refused = isInstalled(machine.go) ? undefined : refusedByAnyGo(lines);
  if (refused !== undefined) {
    const range = floorOf(lines);
    const decision = { version: undefined, range: range && `>=${range}`, outcome: "refuses" } as const;
    return { ...base, ...decision, why: [...lineReasons, { text: refused, at: lineReasons[0]?.at }] };
  }
  if (!isInstalled(machine.go)) {
    return {
      ...base,
      ...(machine.go.isUnchosen ? { openness: "unchosen" } : {}),
      ...withoutInstalled(machine.go, gotoolchain, lines),
      why: [
        { text: `the installed Go is not known: ${machine.go.reason}`, at: machine.go.at },
        ...lineReasons,
        ...withoutInstalledReason(machine.go, gotoolchain, lines),
      ],
    };
  }
  const installed = machine.go;
  const { openModule } = question;
  if (openModule) {
    const text = `whether a go.mod is there is not known: ${openModule.reason}`;
    const open = { version: undefined, range: undefined, outcome: "unknown" as const };
    return { ...base, ...open, why: [{ text, at: openModule.at }] };
  }
  const found: Reason = { text: `go ${describeInstalledGo(installed)} by ${installed.by}`, at: installed.at };
  const decision = decide(installed, gotoolchain, lines);
  const setting = { text: describeGotoolchain(gotoolchain), at: gotoolchain.at };
  const steps = decision.why.map((text) => ({ text, at: undefined }));
  return { ...base, ...decision, why: [found, ...lineReasons, setting, ...steps] };
}

/** What every go says of a go.work that is below one of its modules, whatever it may switch to. */
function refusedByAnyGo({ file, goLine, members = [] }: Lines): string | undefined {
  if (file !== "go.work") return undefined;
  for (const { folder, goLine: memberGoLine } of members) {
    const member = folder === "" ? "." : folder;
    const problem = workGoLineProblem({ workGoLine: goLine, member, memberGoLine });
    if (problem) return problem.reason;
  }
  return undefined;
}

/** Before Go 1.11 go reads no go.mod. */
function knowsModules({ version, precision }: InstalledGo): boolean {
  return precision === "floating" || compareGoVersions(version, "1.11") >= 0;
}

/** What a switch depends on besides the lines: the checksum database that go asks about every toolchain. */
function sourceOfToolchains(environment: Environment): Pick<Lines, "gosumdb" | "goproxy"> {
  const textOf = (name: string): string | undefined => {
    const value = environment.goSetting(name)?.value;
    return value?.kind === "known" ? value.text : undefined;
  };
  // An unknown proxy may be the one file:// URL that needs no database.
  const isProxyOpen = environment.goSetting("GOPROXY")?.value.kind === "unknown";
  return { gosumdb: isProxyOpen ? undefined : textOf("GOSUMDB"), goproxy: textOf("GOPROXY") };
}

function gotoolchainOf(setting: Setting | undefined): Value {
  if (!setting) return known("auto");
  if (setting.value.kind === "known") return known(setting.value.text || "auto", setting.at);
  return { ...setting.value, at: setting.value.at ?? setting.at };
}

function describeGotoolchain(value: Value): string {
  if (value.kind === "unknown") return `GOTOOLCHAIN is not known: ${value.reason}`;
  return value.at ? `GOTOOLCHAIN=${value.text}` : `GOTOOLCHAIN is not set: ${value.text} by default`;
}

function linesOf({ module, workspace, members }: GoQuestion): Lines {
  if (workspace) {
    return {
      file: "go.work",
      goLine: workspace.work.go?.version ?? "1.18",
      toolchainLine: workspace.work.toolchain?.name,
      members: members.map((member) => ({ folder: member.folder, goLine: member.mod.go?.version })),
    };
  }
  if (!module) return {};
  const { mod } = module;
  const directives = [
    ...(mod.tools.length > 0 ? ["tool"] : []),
    ...(mod.godebugs.length > 0 ? ["godebug"] : []),
    ...(mod.ignores.length > 0 ? ["ignore"] : []),
  ];
  return {
    file: baseNameOf(module.file),
    goLine: mod.go?.version,
    toolchainLine: mod.toolchain?.name,
    directives,
    blocks: directives.filter((word) => beginsWithBlock(mod.syntax, word)),
  };
}

/** Whether the directive stands first in a block, `tool (`, and not on a line of its own. */
function beginsWithBlock({ statements }: ModSyntax, directive: string): boolean {
  const first = statements.find(
    (statement) => statement.kind !== "comments" && statement.tokens[0]?.text === directive,
  );
  return first?.kind === "block";
}

function reasonsOfLines({ module, workspace }: GoQuestion): readonly Reason[] {
  const file = workspace?.file ?? module?.file;
  const lines = workspace?.work ?? module?.mod;
  if (file === undefined || !lines) return [];
  const reasons: Reason[] = [];
  if (lines.go)
    reasons.push({ text: `${file} wants go ${lines.go.version}`, at: { file, span: lines.go.span } });
  if (lines.toolchain) {
    reasons.push({
      text: `${file} names toolchain ${lines.toolchain.name}`,
      at: { file, span: lines.toolchain.span },
    });
  }
  return reasons;
}

interface Decision {
  readonly version: string | undefined;
  readonly range: string | undefined;
  readonly outcome: GoResolution["outcome"];
  readonly openness?: "unchosen";
  readonly why: readonly string[];
}

function decide(installed: InstalledGo, gotoolchain: Value, lines: Lines): Decision {
  if (gotoolchain.kind === "known") return decideWith(installed, gotoolchain.text, lines);
  const auto = decideWith(installed, "auto", lines);
  const local = decideWith(installed, "local", lines);
  if (auto.outcome === local.outcome && auto.version === local.version) return local;
  const why = [`with GOTOOLCHAIN=auto it ${describe(auto)}, with local it ${describe(local)}`];
  return { version: undefined, range: local.range, outcome: "unknown", why };
}

function describe({ outcome, version }: Decision): string {
  if (outcome === "switches") return version ? `switches to ${version}` : "switches";
  return outcome === "unknown" ? "is not known" : outcome;
}

function decideWith(installed: InstalledGo, gotoolchain: string, lines: Lines): Decision {
  if (installed.precision === "exact") {
    const selection = selectToolchain({ ...lines, installed: installed.version, gotoolchain });
    const why = selection.error ? [...selection.why, selection.error] : selection.why;
    return { version: selection.version, range: selection.version, outcome: selection.outcome, why };
  }
  if (installed.precision === "floating") return decideFloating(installed, gotoolchain, lines);
  const selection = selectToolchainForMinor({ ...lines, minor: installed.version, gotoolchain });
  const anyPatch = `${installed.version}.x`;
  if (selection.outcome === "unknown") {
    return {
      version: undefined,
      range: anyPatch,
      outcome: "unknown",
      why: [...selection.why, selection.reason],
    };
  }
  const isSwitched = selection.version !== installed.version;
  const why = "error" in selection && selection.error ? [...selection.why, selection.error] : selection.why;
  return {
    version: isSwitched ? selection.version : undefined,
    range: isSwitched ? selection.version : anyPatch,
    outcome: selection.outcome,
    why,
  };
}

/** A floating name is whatever is newest when the job runs: never older than a floor it states, otherwise not known. */
function decideFloating(installed: InstalledGo, gotoolchain: string, lines: Lines): Decision {
  const floor = floorOf(lines);
  const stated = /^>=(.+)$/.exec(installed.version)?.[1];
  const why = [`"${installed.version}" is the newest release when it runs`];
  if (stated && (!floor || compareGoVersions(stated, floor) >= 0)) {
    return { version: undefined, range: installed.version, outcome: "runs", why };
  }
  const range = /^\d+$/.test(installed.version) ? `${installed.version}.x` : installed.version;
  if (gotoolchain === "auto" && floor && compareGoVersions(floor, "1.21") >= 0) {
    const reason = `if that is older than ${floor}, GOTOOLCHAIN=auto switches to it`;
    const open = { version: undefined, outcome: "unknown", openness: "unchosen" } as const;
    return { ...open, range: `>=${floor}`, why: [...why, reason] };
  }
  return { version: undefined, range, outcome: "unknown", why };
}

/** The newest version that the lines ask for. */
function floorOf({ goLine, toolchainLine }: Lines): string | undefined {
  const toolchain = toolchainLine === undefined ? undefined : goVersionOfToolchain(toolchainLine);
  const asked = [goLine, toolchain].filter((version) => version !== undefined);
  return asked.reduce<string | undefined>(
    (max, version) => (max === undefined || compareGoVersions(version, max) > 0 ? version : max),
    undefined,
  );
}

/** Any go from 1.21 on either is new enough or fetches what the lines ask for, unless GOTOOLCHAIN forbids it. */
function withoutInstalled(
  installed: UnknownGo,
  gotoolchain: Value,
  lines: Lines,
): Pick<GoResolution, "version" | "range" | "outcome"> {
  const floor = floorOf(lines);
  const isAuto = gotoolchain.kind === "known" && /^auto$|\+auto$/.test(gotoolchain.text);
  // A version that a file chooses but does not show may be one that cannot switch: then nothing is known.
  if (installed.isUnchosen && isAuto && floor)
    return { version: undefined, range: `>=${floor}`, outcome: "unknown" };
  if (gotoolchain.kind === "known" && /^go\d/.test(gotoolchain.text) && !gotoolchain.text.includes("+")) {
    const version = goVersionOfToolchain(gotoolchain.text);
    return { version, range: version, outcome: "unknown" };
  }
  const least = leastThatReads(lines);
  if (least) return { version: undefined, range: `>=${least}`, outcome: "unknown" };
  return { version: undefined, range: undefined, outcome: "unknown" };
}

/**
 * The go line, where no older go gets past it: from 1.21 on an older one switches or refuses, and one before
 * 1.21 cannot read a go line with a patch or a toolchain line. `go 1.25` alone is compiled by Go 1.20, too.
 */
function leastThatReads({ goLine, toolchainLine }: Lines): string | undefined {
  if (goLine === undefined || compareGoVersions(goLine, "1.21") < 0) return undefined;
  return /^\d+\.\d+\.\d+/.test(goLine) || toolchainLine !== undefined ? goLine : undefined;
}

function withoutInstalledReason(installed: UnknownGo, gotoolchain: Value, lines: Lines): readonly Reason[] {
  const floor = floorOf(lines);
  if (!installed.isUnchosen || gotoolchain.kind !== "known" || gotoolchain.text !== "auto" || !floor) {
    const setting = { text: describeGotoolchain(gotoolchain), at: gotoolchain.at };
    const least = leastThatReads(lines);
    const mayNotSwitch = gotoolchain.kind === "known" && !/^auto$|\+auto$/.test(gotoolchain.text);
    const ways = mayNotSwitch
      ? "refuses or cannot read that line"
      : "switches, refuses or cannot read that line";
    const bound = `a go older than ${least} ${ways}`;
    return least ? [setting, { text: bound, at: undefined }] : [setting];
  }
  const text = `a go older than ${floor} switches to it (from Go 1.21 on), a newer one runs itself`;
  return [
    { text: describeGotoolchain(gotoolchain), at: gotoolchain.at },
    { text, at: undefined },
  ];
}
