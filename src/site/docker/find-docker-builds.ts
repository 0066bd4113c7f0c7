/** `docker build` commands and build-push steps of other sites: which context and arguments a Dockerfile gets. */
import type { Place } from "../../text/span.ts";
import type { SitePlan } from "../plan.ts";
import type { PlainCommand } from "../shell/command-host.ts";
import { folderInTree, pathInTree } from "../shell/folder-in-tree.ts";
import { normalizePath } from "../shell/join-folder.ts";
import type { CommandArgument, SiteEvent } from "../site.ts";
import { oneOf, type Value } from "../value.ts";
import { isDockerBuild } from "./is-docker-build.ts";

export interface DockerBuild {
  /** Path of the Dockerfile in the tree. */
  readonly file: string;
  /** Folder of the tree that is the context; undefined when it is not known or not in the tree. */
  readonly context: string | undefined;
  readonly args: ReadonlyMap<string, Value>;
  /** The command or step that builds. */
  readonly at: Place;
}

const valued = new Set([
  "-f",
  "--file",
  "-t",
  "--tag",
  "--build-arg",
  "--target",
  "--platform",
  "-o",
  "--output",
  "--cache-from",
  "--cache-to",
  "--label",
  "--network",
  "--progress",
  "--secret",
  "--ssh",
  "--build-context",
  "--builder",
  "--iidfile",
  "--metadata-file",
  "--add-host",
  "--shm-size",
  "--ulimit",
  "--memory",
  "-m",
  "--cpuset-cpus",
  "--allow",
  "--provenance",
  "--sbom",
  "--attest",
  "--annotation",
]);

/** Every build of a Dockerfile that other sites show. */
export function findDockerBuilds(plans: readonly SitePlan[]): readonly DockerBuild[] {
  return plans.flatMap((plan) => [
    ...plan.commands.flatMap((command) => ofCommand(command) ?? []),
    ...plan.events.flatMap((event) => ofAction(event) ?? []),
  ]);
}

function ofCommand(command: PlainCommand): DockerBuild | undefined {
  if (!isDockerBuild(command)) return undefined;
  const words = command.words.map((word) => (word.value.kind === "known" ? word.value.text : undefined));
  const start = words.findIndex((word, index) => index > 0 && (word === "build" || word === "bud"));
  const here = folderInTree(command.machine);
  if (here === undefined) return undefined;

  let file: string | undefined;
  let context: string | undefined;
  const args = new Map<string, Value>();
  for (let index = start + 1; index < words.length; index++) {
    const word = words[index];
    if (word === undefined) continue;
    const joined = /^(--?[\w-]+)=([\s\S]*)$/.exec(word);
    const flag = joined?.[1] ?? word;
    if (!flag.startsWith("-")) {
      context = word;
      continue;
    }
    const value = joined ? joined[2] : valued.has(flag) ? words[++index] : undefined;
    if (flag === "-f" || flag === "--file") file = value;
    if (flag === "--build-arg") addArg(args, command.words[index], value, command);
  }
  if (context === undefined || /^(?:-|https?:|git@)/.test(context)) return undefined;
  const contextFolder = pathInTree(context, command.machine) ?? "..";
  const dockerfile =
    file === undefined
      ? normalizePath(`${contextFolder}/Dockerfile`, false)
      : (pathInTree(file, command.machine) ?? "");
  return {
    file: dockerfile,
    context: contextFolder.startsWith("..") ? undefined : contextFolder,
    args,
    at: command.at,
  };
}

/** `--build-arg NAME=value`; a bare NAME takes the value of the environment. */
function addArg(
  args: Map<string, Value>,
  word: CommandArgument | undefined,
  text: string | undefined,
  command: PlainCommand,
): void {
  if (text === undefined) return;
  const equals = text.indexOf("=");
  if (equals === -1) {
    const setting = command.machine.environment.get(text);
    if (setting) args.set(text, setting.value);
    return;
  }
  args.set(text.slice(0, equals), { kind: "known", text: text.slice(equals + 1), at: word?.at });
}

/** docker/build-push-action: inputs `context`, `file`, `build-args` (one a line). */
function ofAction(event: SiteEvent): DockerBuild | undefined {
  if (event.kind !== "uses" || !/(?:^|\/)build-push-action$/.test(event.name)) return undefined;
  const input = (name: string): string | undefined => {
    const value = event.inputs.get(name)?.value;
    return value?.kind === "known" ? value.text : undefined;
  };
  if (event.inputs.has("context") && input("context") === undefined) return undefined;
  const context = normalizePath(input("context") ?? ".", false);
  const file = event.inputs.has("file") ? input("file") : `${context}/Dockerfile`;
  if (file === undefined || /[{}]/.test(context)) return undefined;
  const args = new Map<string, Value>();
  for (const line of (input("build-args") ?? "").split("\n")) {
    const equals = line.indexOf("=");
    if (equals > 0) {
      args.set(line.slice(0, equals).trim(), {
        kind: "known",
        text: line.slice(equals + 1).trim(),
        at: event.inputs.get("build-args")?.at,
      });
    }
  }
  return { file: normalizePath(file, false), context, args, at: event.inputs.get("context")?.at ?? event.at };
}

/** What all builds of a file give an argument; undefined when one of them leaves it at its default. */
export function agreedArg(builds: readonly DockerBuild[], name: string): Value | undefined {
  const values = builds.map((build) => build.args.get(name));
  const [first] = values;
  if (!first) return undefined;
  const texts = values.flatMap((value) => (value?.kind === "known" ? [value.text] : []));
  if (texts.length < values.length) {
    // What nobody sets is empty, and the Dockerfile's default is what its author builds with.
    const open = values.every((value) => value !== undefined && !("isUnset" in value && value.isUnset));
    return open ? (values.find((value) => value?.kind === "unknown") ?? undefined) : undefined;
  }
  if (texts.every((text) => text === texts[0])) return first;
  return oneOf(texts, `builds of this file give ${name} different values`, first.at);
}
