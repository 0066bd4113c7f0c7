/** goreleaser builds as sites: one for each build, one command for each target. */

import { folderOf } from "../../text/path-parts.ts";
import type { Place } from "../../text/span.ts";
import type { GoreleaserBuild, GoreleaserConfig, GoreleaserHook } from "../../workspace/goreleaser/model.ts";
import { parseShell } from "../../workspace/shell/parse-shell.ts";
import type { Variable } from "../../workspace/variable.ts";
import type { Workspace } from "../../workspace/workspace.ts";
import type { YamlScalar } from "../../workspace/yaml/node.ts";
import { developerMachine } from "../bare-machine.ts";
import type { Environment } from "../environment.ts";
import { goBinaryOf } from "../go-binary-of.ts";
import { isInstalled, type Machine } from "../machine.ts";
import { plainPlan } from "../plain-plan.ts";
import type { SitePlan } from "../plan.ts";
import { type CommandHost, createCommandHost, type PlainCommand, topFrame } from "../shell/command-host.ts";
import { joinFolder, normalizePath } from "../shell/join-folder.ts";
import { noteBrokenParts } from "../shell/note-broken-parts.ts";
import { walkProcess } from "../shell/walk-process.ts";
import type { CommandArgument } from "../site.ts";
import { fillHoles } from "../template-text.ts";
import { known, type Value } from "../value.ts";
import { type Target, targetsOf } from "./goreleaser-targets.ts";
import { goreleaserTemplate as template } from "./goreleaser-template.ts";

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
        laterHooks: index === 0 ? hooksOfOthers : [],
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
    walkProcess(script.body, machineOfHook(hook, file, start), topFrame({ file }), host);
  }
}

function machineOfHook({ dir, env }: GoreleaserHook, file: string, start: Machine): Machine {
  const environment = withVariables(start.environment, env, file, "env of the hook");
  if (!dir) return { ...start, environment };
  const at = { file, span: dir.span };
  const folder = fillHoles(dir.embedded, at, template);
  const known = folder.kind === "known" ? joinFolder(start.folder, folder.text, at) : folder;
  return { ...start, environment, folder: known };
}

function withVariables(
  environment: Environment,
  variables: readonly Variable[],
  file: string,
  by: string,
): Environment {
  return variables.reduce((current, variable) => {
    const at = { file, span: variable.valueSpan };
    return current.with(variable.name, { value: fillHoles(variable.value, at, template), at, by });
  }, environment);
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
  const builds = targetsOf(build, config.file).map((target) =>
    buildCommand(build, config.file, start, target),
  );
  const [first] = builds;
  if (first && goBinaryOf(first) === undefined) {
    const reason = `goreleaser builds with ${first.words[0]?.text}: what it runs is not followed`;
    host.unknowns.push({ at: first.words[0]?.at ?? at, reason, code: "unknown-command" });
  }
  host.commands.push(...builds);
  // After the builds, also what runs before them: what the site is said to build is what goreleaser builds.
  const ofBuild = withVariables(start.environment, build.env, config.file, "builds.env");
  walkHooks(build.hooks, config.file, { ...start, environment: ofBuild }, host);
  walkHooks(parts.laterHooks, config.file, start, host);
  return planOf(build.id, at, start, host);
}

function startMachine(config: GoreleaserConfig, runner: SitePlan | undefined, at: Place): Machine {
  const machine = runner?.end ?? developerMachine("the machine that runs goreleaser", at);
  const environment = withVariables(machine.environment, config.env, config.file, "goreleaser env");
  return {
    ...machine,
    environment,
    folder: known(folderOf(config.file)),
    options: { errexit: true, pipefail: false },
  };
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
  const variables = [...build.env, ...(override?.env ?? [])];
  const environment = withVariables(start.environment, variables, file, "builds.env")
    .with("GOOS", { value: target.goos, at: target.goos.at ?? at, by: "builds.goos" })
    .with("GOARCH", { value: target.goarch, at: target.goarch.at ?? at, by: "builds.goarch" });
  const flags = override && override.flags.length > 0 ? override.flags : build.flags;
  const tags = override && override.tags.length > 0 ? override.tags : build.tags;
  const ldflags = override && override.ldflags.length > 0 ? override.ldflags : build.ldflags;
  const command = build.command?.text ?? "build";
  const words = [
    goWord(build, file, word("go")),
    build.command ? { ...fromScalar(build.command), value: known(command, at) } : word(command),
    ...flags.map((scalar) => fromScalar(scalar)),
    ...(command === "test" && !flags.some(({ text }) => text === "-c") ? [word("-c")] : []),
    ...tagWords(tags, fromScalar, word),
    ...(ldflags.length > 0 ? ldflagsWord(ldflags, file, at) : []),
    build.main ? fromScalar(build.main) : word("."),
  ];
  const { dir } = build;
  const dirText = dir && fillHoles(dir.embedded, { file, span: dir.span }, template);
  const folder = dirText?.kind === "known" ? joinFolder(known(folderOf(file)), dirText.text, at) : dirText;
  return {
    words,
    text: `${words[0]?.text} ${command} (${valueText(target.goos)}/${valueText(target.goarch)})`,
    at,
    machine: {
      ...start,
      environment,
      go: goOfBuild(build, file, start),
      folder: folder ?? known(folderOf(file), at),
    },
    failure: { kind: "stops" },
    via: [],
    isConditional: false,
    hasMoreArguments: false,
  };
}

/** The program of a build; a template that nobody can fill in stands for go. */
function goWord({ goBinary }: GoreleaserBuild, file: string, plain: CommandArgument): CommandArgument {
  if (!goBinary) return plain;
  const { text, span } = goBinary;
  return { text, value: known(text.includes("{{") ? "go" : text, plain.at), at: { file, span } };
}

/** Which Go a template names is known only when goreleaser runs. */
function goOfBuild({ goBinary }: GoreleaserBuild, file: string, { go }: Machine): Machine["go"] {
  if (!goBinary?.text.includes("{{")) return go;
  const at = { file, span: goBinary.span };
  return { kind: "unknown", reason: `goreleaser fills in ${oneLine(goBinary.text)}`, at };
}

const oneLine = (text: string): string => text.replace(/\s+/g, " ").trim();

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
