/** goreleaser builds as sites: one for each build, one command for each target. */

import { platforms } from "../../go/platforms.ts";
import { folderOf } from "../../text/path-parts.ts";
import type { Place } from "../../text/span.ts";
import type { GoreleaserBuild, GoreleaserConfig } from "../../workspace/goreleaser/model.ts";
import { parseShell } from "../../workspace/shell/parse-shell.ts";
import type { Workspace } from "../../workspace/workspace.ts";
import type { YamlScalar } from "../../workspace/yaml/node.ts";
import { developerMachine } from "../bare-machine.ts";
import { isInstalled, type Machine } from "../machine.ts";
import { plainPlan } from "../plain-plan.ts";
import type { SitePlan } from "../plan.ts";
import { type CommandHost, createCommandHost, type PlainCommand, topFrame } from "../shell/command-host.ts";
import { normalizePath } from "../shell/join-folder.ts";
import { noteBrokenParts } from "../shell/note-broken-parts.ts";
import { walkProcess } from "../shell/walk-process.ts";
import type { CommandArgument } from "../site.ts";
import { fillHoles } from "../template-text.ts";
import { known, unknown, type Value } from "../value.ts";

const template = (expression: string, at: Place): Value =>
  unknown(`goreleaser fills in {{ ${expression} }}`, at);

/** `jobs` are the sites that may run goreleaser: its builds see their Go and environment. */
export function gatherGoreleaser(
  workspace: Workspace,
  reached: Set<string>,
  jobs: readonly SitePlan[],
): readonly SitePlan[] {
  return workspace.goreleaser.flatMap((config) => {
    const runner = runnerOf(config.file, jobs);
    const used = config.builds.filter((build) => !build.isSkipped);
    const builds = used.filter((build) => build.builder === "go");
    const hooksOfOthers = used.filter((build) => build.builder !== "go").flatMap((build) => build.hooks);
    if (builds.length === 0) {
      const hooks = [...config.hooks, ...hooksOfOthers];
      return hooks.length === 0 ? [] : [planOfHooks(workspace, reached, { config, runner, hooks })];
    }
    return builds.map((build, index) =>
      planOfBuild(workspace, reached, {
        config,
        build,
        runner,
        // What is not of one go build runs once: with the first of them.
        hooks: index === 0 ? config.hooks : [],
        laterHooks: index === 0 ? [...build.hooks, ...hooksOfOthers] : build.hooks,
      }),
    );
  });
}

/** Where goreleaser builds nothing with go, its hooks stand alone. */
function planOfHooks(
  workspace: Workspace,
  reached: Set<string>,
  parts: { config: GoreleaserConfig; runner: SitePlan | undefined; hooks: GoreleaserConfig["hooks"] },
): SitePlan {
  const { config, runner, hooks } = parts;
  const [first] = hooks;
  const at: Place = { file: config.file, span: first?.span ?? { start: 0, end: 0 } };
  const host = createCommandHost({ workspace, reached, resolveHole: template });
  const start = startMachine(config, runner, at);
  walkHooks(hooks, config.file, start, host);
  return planOf("hooks", at, start, host);
}

function planOf(part: string, at: Place, start: Machine, { commands, unknowns }: CommandHost): SitePlan {
  return plainPlan({ kind: "goreleaser-build", file: at.file, part, at, start, commands, unknowns });
}

function walkHooks(hooks: GoreleaserConfig["hooks"], file: string, start: Machine, host: CommandHost): void {
  for (const hook of hooks) {
    const script = parseShell(hook.script, { file, span: hook.span });
    noteBrokenParts(script, host.unknowns);
    walkProcess(script.body, start, topFrame({ file }), host);
  }
}

/** The job that runs goreleaser with this configuration; undefined when none does, or several with different Gos. */
function runnerOf(file: string, jobs: readonly SitePlan[]): SitePlan | undefined {
  const runners = jobs.filter((plan) => !plan.isSkipped && runsConfig(plan, file));
  const versions = new Set(runners.map(({ end }) => (isInstalled(end.go) ? end.go.version : end.go.reason)));
  return versions.size === 1 ? runners[0] : undefined;
}

const defaultConfig = /^(?:\.config\/)?\.?goreleaser\.ya?ml$/;

/** Whether a job runs goreleaser with the configuration of that path, named or found by itself. */
function runsConfig(plan: SitePlan, file: string): boolean {
  return goreleaserCalls(plan).some((text) => {
    const named = /(?:^|\s)(?:--config|-f)[\s=]+["']?([^\s"']+)/.exec(text)?.[1];
    if (named === undefined) return defaultConfig.test(file);
    return named.includes("$") || normalizePath(named, false) === file;
  });
}

/** The arguments of every call of goreleaser in a job, as far as they are text. */
function goreleaserCalls({ events, commands }: SitePlan): readonly string[] {
  const byAction = events.flatMap((event) => {
    if (event.kind !== "uses" || !event.name.endsWith("/goreleaser-action")) return [];
    const args = event.inputs.get("args")?.value;
    return [args?.kind === "known" ? args.text : ""];
  });
  const byCommand = commands.filter(
    ({ words }) => words[0]?.value.kind === "known" && /(?:^|\/)goreleaser$/.test(words[0].value.text),
  );
  return [...byAction, ...byCommand.map(({ text }) => text)];
}

function planOfBuild(
  workspace: Workspace,
  reached: Set<string>,
  parts: {
    config: GoreleaserConfig;
    build: GoreleaserBuild;
    runner: SitePlan | undefined;
    hooks: GoreleaserConfig["hooks"];
    laterHooks: GoreleaserConfig["hooks"];
  },
): SitePlan {
  const { config, build, runner } = parts;
  const at: Place = { file: config.file, span: build.span };
  const host = createCommandHost({ workspace, reached, resolveHole: template });
  const start = startMachine(config, runner, at);
  walkHooks(parts.hooks, config.file, start, host);
  for (const target of targetsOf(build, config.file))
    host.commands.push(buildCommand(build, config.file, start, target));
  // After the builds, also what runs before them: what the site is said to build is what goreleaser builds.
  walkHooks(parts.laterHooks, config.file, start, host);
  return planOf(build.id, at, start, host);
}

function startMachine(config: GoreleaserConfig, runner: SitePlan | undefined, at: Place): Machine {
  const machine = runner?.end ?? developerMachine("the machine that runs goreleaser", at);
  const environment = config.env.reduce((current, variable) => {
    const place = { file: config.file, span: variable.valueSpan };
    return current.with(variable.name, {
      value: fillHoles(variable.value, place, template),
      at: place,
      by: "goreleaser env",
    });
  }, machine.environment);
  return {
    ...machine,
    environment,
    folder: known(folderOf(config.file)),
    options: { errexit: true, pipefail: false },
  };
}

interface Target {
  readonly goos: Value;
  readonly goarch: Value;
}

/** Targets as goreleaser makes them: `targets:`, else the product of goos and goarch that Go supports. */
function targetsOf(build: GoreleaserBuild, file: string): readonly Target[] {
  const toValue = (scalar: YamlScalar): Value => {
    const at = { file, span: scalar.span };
    return scalar.text.includes("{{") ? template(scalar.text, at) : known(scalar.text, at);
  };
  if (build.targets.length > 0) {
    return build.targets.map((scalar) => {
      const at = { file, span: scalar.span };
      const [goos = "", goarch = ""] = scalar.text.split("_");
      return { goos: known(goos, at), goarch: known(goarch, at) };
    });
  }
  const systems =
    build.goos.length > 0
      ? build.goos.map(toValue)
      : ["linux", "darwin", "windows"].map((text) => known(text));
  const archs =
    build.goarch.length > 0
      ? build.goarch.map(toValue)
      : ["386", "amd64", "arm64"].map((text) => known(text));
  const pairs = systems.flatMap((goos) => archs.map((goarch) => ({ goos, goarch })));
  return pairs.filter(({ goos, goarch }) => isBuilt(goos, goarch, build));
}

function isBuilt(goos: Value, goarch: Value, build: GoreleaserBuild): boolean {
  if (goos.kind === "unknown" || goarch.kind === "unknown") return true;
  if (!platforms.some((platform) => platform.goos === goos.text && platform.goarch === goarch.text))
    return false;
  return !build.ignored.some(
    (rule) =>
      (rule.get("goos") ?? goos.text) === goos.text &&
      (rule.get("goarch") ?? goarch.text) === goarch.text &&
      !rule.has("goarm") &&
      !rule.has("goamd64"),
  );
}

function buildCommand(build: GoreleaserBuild, file: string, start: Machine, target: Target): PlainCommand {
  const at: Place = { file, span: build.span };
  const word = (text: string, place: Place = at): CommandArgument => ({
    text,
    value: known(text, place),
    at: place,
  });
  const fromScalar = (scalar: YamlScalar, prefix = ""): CommandArgument => {
    const place = { file, span: scalar.span };
    const value = scalar.text.includes("{{")
      ? template(scalar.text, place)
      : known(prefix + scalar.text, place);
    return { text: prefix + scalar.text, value, at: place };
  };
  const override = build.overrides.find(
    (candidate) =>
      target.goos.kind === "known" &&
      candidate.goos?.text === target.goos.text &&
      (candidate.goarch === undefined ||
        (target.goarch.kind === "known" && candidate.goarch.text === target.goarch.text)),
  );
  let environment = start.environment;
  for (const variable of [...build.env, ...(override?.env ?? [])]) {
    const place = { file, span: variable.valueSpan };
    environment = environment.with(variable.name, {
      value: fillHoles(variable.value, place, template),
      at: place,
      by: "builds.env",
    });
  }
  environment = environment
    .with("GOOS", { value: target.goos, at: target.goos.at ?? at, by: "builds.goos" })
    .with("GOARCH", { value: target.goarch, at: target.goarch.at ?? at, by: "builds.goarch" });
  const flags = override && override.flags.length > 0 ? override.flags : build.flags;
  const tags = override && override.tags.length > 0 ? override.tags : build.tags;
  const ldflags = override && override.ldflags.length > 0 ? override.ldflags : build.ldflags;
  const words = [
    word(build.goBinary?.text ?? "go"),
    word(build.command?.text ?? "build"),
    ...flags.map((scalar) => fromScalar(scalar)),
    ...tagWords(tags, fromScalar, word),
    ...(ldflags.length > 0 ? ldflagsWord(ldflags, file, at) : []),
    build.main ? fromScalar(build.main) : word("."),
  ];
  const folder = build.dir ? normalizePath(`${folderOf(file)}/${build.dir.text}`, false) : folderOf(file);
  return {
    words,
    text: `go build (${valueText(target.goos)}/${valueText(target.goarch)})`,
    at,
    machine: { ...start, environment, folder: known(folder, at) },
    failure: { kind: "stops" },
    via: [],
    isConditional: false,
    hasMoreArguments: false,
  };
}

function tagWords(
  tags: readonly YamlScalar[],
  fromScalar: (scalar: YamlScalar, prefix?: string) => CommandArgument,
  word: (text: string, at?: Place) => CommandArgument,
): readonly CommandArgument[] {
  const [first] = tags;
  if (!first) return [];
  if (tags.length === 1 || tags.some((tag) => tag.text.includes("{{"))) return [fromScalar(first, "-tags=")];
  const place = fromScalar(first).at;
  return [word(`-tags=${tags.map((tag) => tag.text).join(",")}`, place)];
}

function ldflagsWord(ldflags: readonly YamlScalar[], file: string, at: Place): readonly CommandArgument[] {
  const text = ldflags.map((scalar) => scalar.text).join(" ");
  const place: Place = ldflags[0] ? { file, span: ldflags[0].span } : at;
  const value = text.includes("{{") ? template("ldflags", place) : known(`-ldflags=${text}`, place);
  return [{ text: `-ldflags=${text}`, value, at: place }];
}

function valueText(value: Value): string {
  return value.kind === "known" ? value.text : "?";
}
