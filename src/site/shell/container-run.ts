/** `docker run IMAGE go build`: the command runs inside the image, with the folders that are mounted into it. */
import { applyImage } from "../apply-image.ts";
import { Environment } from "../environment.ts";
import { imageFacts } from "../knowledge/images.ts";
import type { Machine, Mount } from "../machine.ts";
import type { CommandArgument } from "../site.ts";
import { known, unknown, type Value } from "../value.ts";
import type { PlainCommand } from "./command-host.ts";
import { pathInTree } from "./folder-in-tree.ts";
import { normalizePath } from "./join-folder.ts";
import { textOf } from "./text-of.ts";
import { startsGo } from "./why-not-followed.ts";

const engines = /^(?:docker|podman|nerdctl)$/;
/** Options without a value; short ones may be joined (`-it`). */
const switches =
  /^(?:-[itdP]+|--(?:rm|interactive|tty|detach|privileged|init|read-only|publish-all|no-healthcheck|oom-kill-disable|sig-proxy|quiet))(?:=(?:true|false))?$/;

const isExpansion = /^["']?\$/;
/** What stands behind an image: the name of a command. */
const startsCommand = /^(?:go|sh|bash|ash|make|env|\.?\/\S+)$/;
/** Settings that decide what go builds. */
const buildSettings = ["CGO_ENABLED", "GOOS", "GOARCH", "GOFLAGS", "GOTOOLCHAIN", "GO111MODULE"];

interface RunOptions {
  readonly mounts: Mount[];
  workdir: Value | undefined;
  environment: Environment;
  platform: string | undefined;
}

/** The inner command on the machine that the container is; undefined when the words do not show one. */
export function containerRun(command: PlainCommand): PlainCommand | undefined {
  const { machine } = command;
  const words = command.words.map(withDefaults);
  const name = textOf(words[0]);
  if (name === undefined || !engines.test(name.slice(name.lastIndexOf("/") + 1))) return undefined;
  const start = textOf(words[1]) === "container" ? 2 : 1;
  if (textOf(words[start]) !== "run") return undefined;

  const options: RunOptions = {
    mounts: [],
    workdir: undefined,
    environment: new Environment(),
    platform: undefined,
  };
  let index = start + 1;
  for (; index < words.length; index++) {
    const word = words[index];
    if (!word) return undefined;
    const text = textOf(word);
    if (text === undefined) {
      if (word.value.kind === "unknown" && word.value.isUnset) continue;
      if (/^--?[a-z]/.test(word.text)) continue;
      if (!isExpansion.test(word.text) || startsCommand.test(textOf(words[index + 1]) ?? "")) break;
      // More options, then: where files do not show them, neither environment nor folders are known.
      const candidates = word.value.kind === "unknown" ? word.value.candidates : undefined;
      if (!candidates) return undefined;
      const reason = `${word.text} may set it`;
      for (const name of buildSettings) {
        if (!candidates.some((candidate) => candidate.includes(name))) continue;
        const value = unknown(reason, word.at);
        options.environment = options.environment.with(name, { value, at: word.at, by: "docker run" });
      }
      continue;
    }
    if (!text.startsWith("-")) break;
    if (switches.test(text)) continue;
    const joined = /^(--[\w-]+)=([\s\S]*)$/.exec(text);
    const value = joined ? { ...word, value: known(joined[2] ?? "", word.at) } : words[++index];
    if (value) applyOption(joined?.[1] ?? text, value, machine, options);
  }
  const image = words[index];
  const inner = words.slice(index + 1);
  if (!image || inner.length === 0) return undefined;
  return { ...command, words: inner, machine: machineOf(machine, image, options) };
}

/** Whether the repository may lie in a container: in a mount, or in an image that is none of the well-known ones. */
export function mayHoldTree(command: PlainCommand, inner: PlainCommand): boolean {
  if (inner.machine.mounts.length > 0 || hidesMount(command)) return true;
  const image = command.words[command.words.length - inner.words.length - 1]?.value;
  if (image?.kind !== "known") return image !== undefined;
  return isOwnImage(image.text);
}

/** `-v $HERE:/src` of a folder that no file shows. */
function hidesMount({ words }: PlainCommand): boolean {
  return words.some(
    ({ text, value }, index) =>
      value.kind === "unknown" &&
      (/^(?:-v|--volume|--mount)$/.test(textOf(words[index - 1]) ?? "") || /^--(?:volume|mount)=/.test(text)),
  );
}

/** A name without a publisher that is no image of Go's or of a distribution: somebody built it here. */
function isOwnImage(text: string): boolean {
  const { reference, go, isWithoutGo } = imageFacts(text);
  return go === undefined && !isWithoutGo && !reference.repository.includes("/");
}

/** Why nobody sees what `docker run` runs, where its words speak of go or make behind options that are not known. */
export function whyHidden({ words, text }: PlainCommand): string | undefined {
  const name = textOf(words[0]) ?? "";
  const start = textOf(words[1]) === "container" ? 2 : 1;
  if (!engines.test(name.slice(name.lastIndexOf("/") + 1)) || textOf(words[start]) !== "run")
    return undefined;
  const open = words.slice(start + 1).find(({ value }) => value.kind === "unknown" && !value.isUnset);
  const runs = startsGo.test(text) || words.slice(start + 2).some((word) => textOf(word) === "make");
  return open && runs ? "which options, image and command it has cannot be known" : undefined;
}

function applyOption(flag: string, word: CommandArgument, machine: Machine, options: RunOptions): void {
  const text = textOf(word);
  switch (flag) {
    case "-v":
    case "--volume": {
      const [source = "", target = ""] = (text ?? "").split(":");
      addMount(source, target, word, machine, options);
      return;
    }
    case "--mount": {
      const fields = new Map((text ?? "").split(",").map((field) => splitAt(field)));
      const source = fields.get("source") ?? fields.get("src") ?? "";
      const target = fields.get("target") ?? fields.get("dst") ?? fields.get("destination") ?? "";
      addMount(source, target, word, machine, options);
      return;
    }
    case "-w":
    case "--workdir":
      options.workdir = word.value;
      return;
    case "--platform":
      options.platform = text;
      return;
    case "-e":
    case "--env":
      addVariable(word, machine, options);
      return;
  }
}

/** A word in which names stand that nothing sets, with those names empty. */
function withDefaults(word: CommandArgument): CommandArgument {
  const { value } = word;
  if (value.kind === "known" || !value.textIfUnset) return word;
  return { ...word, value: known(value.textIfUnset, word.at) };
}

function splitAt(field: string): readonly [string, string] {
  const equals = field.indexOf("=");
  return equals === -1 ? [field, ""] : [field.slice(0, equals), field.slice(equals + 1)];
}

function addMount(
  source: string,
  target: string,
  word: CommandArgument,
  machine: Machine,
  options: RunOptions,
): void {
  if (!target.startsWith("/") || !/^[./]/.test(source)) return;
  const folder = pathInTree(source, machine);
  if (folder !== undefined) options.mounts.push({ path: normalizePath(target), folder, at: word.at });
}

/** `-e NAME=value`; a bare NAME hands on the caller's. */
function addVariable(word: CommandArgument, machine: Machine, options: RunOptions): void {
  const text = textOf(word) ?? word.text.replace(/["']/g, "");
  const [name, rest] = splitAt(text);
  if (!/^[A-Za-z_]\w*$/.test(name)) return;
  const given = text.includes("=") ? undefined : machine.environment.get(name);
  if (!text.includes("=") && !given) return;
  const value = given?.value ?? (word.value.kind === "known" ? known(rest, word.at) : word.value);
  options.environment = options.environment.with(name, { value, at: word.at, by: "docker run -e" });
}

function machineOf(outer: Machine, image: CommandArgument, options: RunOptions): Machine {
  const reason = "the image is not known";
  const inside: Machine = {
    ...outer,
    environment: new Environment(),
    mounts: options.mounts,
    folder: unknown("the image's working folder is not known", image.at),
    go: { kind: "unknown", reason, at: image.at },
    compiler: { present: undefined, reason, at: image.at },
    hostOs: known("linux", image.at),
    hostArch: archOf(options.platform, outer),
    options: { errexit: false, pipefail: false },
    functions: new Map(),
  };
  const machine = applyImage(inside, image.value, image.at);
  const workdir = image.value.kind === "known" ? imageFacts(image.value.text).workdir : undefined;
  const folder = options.workdir ?? (workdir === undefined ? inside.folder : known(workdir, image.at));
  return {
    ...machine,
    folder,
    environment: machine.environment.withAll(options.environment.peekEntries()),
  };
}

/** A container runs on the host's own architecture unless `--platform` names another. */
function archOf(platform: string | undefined, outer: Machine): Value {
  const arch = /^linux\/(\w+)/.exec(platform ?? "")?.[1];
  return arch === undefined ? outer.hostArch : known(arch);
}
