/**
 * What a shell really runs, seen by a `go` that writes down how it was called, held against what the sites say.
 * Whatever a site states as known must be what the shell did.
 */
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, normalize } from "node:path";
import { unexported } from "../../src/site/environment.ts";
import { resolveSites } from "../../src/site/resolve-sites.ts";
import type { GoCommand, SiteTable } from "../../src/site/site.ts";
import { readWorkspace } from "../../src/workspace/read-workspace.ts";
import { createMemoryTree } from "../../src/workspace/tree/memory-tree.ts";

export type Files = Readonly<Record<string, string>>;

/** Variables whose value each run writes down. */
export const watched = ["CGO_ENABLED", "GOFLAGS", "GOOS", "A", "B", "C"] as const;

/** One call of go as it happened. */
export interface RealRun {
  readonly folder: string;
  readonly environment: ReadonlyMap<string, string>;
  readonly words: readonly string[];
}

export interface RealAnswer {
  readonly runs: readonly RealRun[];
  readonly exitCode: number;
  readonly output: string;
}

/** A folder in which scripts run with a go of its own. */
export interface Stand {
  run(files: Files, words: readonly string[], options?: { readonly fails?: string }): RealAnswer;
  /** Runs the words in the files as the last run left them. */
  again(words: readonly string[], environment: Readonly<Record<string, string>>): RealAnswer;
  readonly folder: string;
  remove(): void;
}

const field = "\u0001";
const end = "\u0002";
const fakeGo = `#!/bin/dash
home=\${0%/*}/..
record=$(
  printf '%s\\001' "$(pwd -P)"
  printf '%s\\001' ${watched.map((name) => `"\${${name}+=}\${${name}-}"`).join(" ")}
  printf '%s\\001' "$@"
  printf '\\002'
)
printf '%s' "$record" >> "$home/log"
read -r fails < "$home/fails"
status=0
for word do [ "$word" = "$fails" ] && status=1; done
case "$1 $2" in
  'env GOOS') echo linux;;
  env*) echo;;
  list*|tool*) echo listed;;
esac
exit $status
`;

export function createStand(): Stand {
  const base = mkdtempSync(join(tmpdir(), "breakwater-shell-"));
  const folder = join(base, "tree");
  mkdirSync(join(base, "bin"));
  mkdirSync(join(base, "home"));
  writeFileSync(join(base, "bin/go"), fakeGo);
  chmodSync(join(base, "bin/go"), 0o755);

  const start = (words: readonly string[], environment: Readonly<Record<string, string>>): RealAnswer => {
    writeFileSync(join(base, "log"), "");
    const done = Bun.spawnSync([...words], {
      cwd: folder,
      env: { PATH: `${join(base, "bin")}:/usr/bin:/bin`, HOME: join(base, "home"), ...environment },
      stdin: null,
      timeout: 10_000,
    });
    const runs = readFileSync(join(base, "log"), "utf8")
      .split(end)
      .filter((record) => record !== "")
      .map((record) => readRecord(record.replaceAll(folder, "/repository")));
    const output = done.stdout.toString() + done.stderr.toString();
    return { runs, exitCode: done.exitCode ?? -1, output };
  };
  return {
    folder,
    run(files, words, { fails = "nothing" } = {}) {
      writeFileSync(join(base, "fails"), `${fails}\n`);
      rmSync(folder, { recursive: true, force: true });
      writeFiles(folder, files);
      return start(words, {});
    },
    again: (words, environment) => start(words, environment),
    remove: () => rmSync(base, { recursive: true, force: true }),
  };
}

function writeFiles(folder: string, files: Files): void {
  for (const [path, text] of Object.entries(files)) {
    const file = join(folder, path);
    if (!existsSync(dirname(file))) mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text, { mode: path.endsWith(".sh") ? 0o755 : 0o644 });
  }
}

function readRecord(record: string): RealRun {
  const base = "/repository";
  const [folder = "", ...rest] = record.split(field).slice(0, -1);
  const environment = new Map<string, string>();
  watched.forEach((name, index) => {
    const text = rest[index] ?? "";
    if (text !== "") environment.set(name, text.slice(1));
  });
  const inTree =
    folder === base ? "" : folder.startsWith(`${base}/`) ? folder.slice(base.length + 1) : folder;
  const words = rest.slice(watched.length);
  const chdir = words[0] === "-C" ? words[1] : undefined;
  return chdir === undefined
    ? { folder: inTree, environment, words }
    : { folder: normalize(join(inTree, chdir)), environment, words: words.slice(2) };
}

/** The sites of a repository that is only these files. */
export async function sitesOf(files: Files): Promise<SiteTable> {
  const executable = Object.keys(files).filter((path) => path.endsWith(".sh"));
  return resolveSites(await readWorkspace(createMemoryTree(files, { executable })));
}

/** The mark that names a call in the script: its last word `./m7`. */
export function markOf(words: readonly string[]): string | undefined {
  return words.findLast((word) => /^\.\/m\d+$/.test(word));
}

export function markOfCommand(command: GoCommand): string | undefined {
  return markOf(command.arguments.flatMap(({ value }) => (value.kind === "known" ? [value.text] : [])));
}

/** What is wrong in the statements of the sites; empty when all of them are true. */
export function lies(
  { sites, unknowns }: SiteTable,
  real: readonly RealRun[],
  { mayLeave = false } = {},
): readonly string[] {
  const commands = sites.flatMap((site) => site.commands);
  const mayHide = (mark: string): boolean => unknowns.some((unknown) => hides(unknown, mark));
  const found: string[] = [];
  for (const run of real) {
    const mark = markOf(run.words);
    if (mark === undefined) continue;
    const named = commands.filter((command) => markOfCommand(command) === mark);
    if (named.length === 0) {
      if (!mayHide(mark)) found.push(`hidden: ${show(run)}`);
      continue;
    }
    const reasons = named.map((command) => difference(command, run));
    if (!(mayHide(mark) && isShared(mark)) && reasons.every((reason) => reason !== undefined))
      found.push(`wrong: ${show(run)} but ${[...new Set(reasons)].join(" | ")}`);
  }
  for (const command of commands) {
    const mark = markOfCommand(command);
    if (mark === undefined) continue;
    const runs = real.filter(({ words }) => markOf(words) === mark);
    const named = commands.filter((other) => markOfCommand(other) === mark);
    const isElsewhere = mayHide(mark) && isShared(mark);
    if (
      runs.length > 0 &&
      !isElsewhere &&
      named.every(({ conditions }) => conditions?.some(({ never }) => never))
    )
      found.push(`it runs: ${command.text}`);
    if (runs.length === 0) {
      if (!command.isConditional && !mayLeave) found.push(`never runs: ${command.text}`);
      continue;
    }
    const reasons = runs.map((run) => difference(command, run));
    // In a branch that is not taken nothing runs: then another command of this mark has run.
    const isAlone = named.length === 1;
    if ((command.isConditional || mayLeave) && (!isAlone || isElsewhere)) continue;
    if (reasons.every((reason) => reason !== undefined))
      found.push(`not so: ${command.text}: ${[...new Set(reasons)].join(" | ")}`);
  }
  return [...new Set(found)];
}

/** Whether what is said not to be followed may hold the command of a mark. */
function hides({ code, reason }: SiteTable["unknowns"][number], mark: string): boolean {
  if (code === "too-many-steps" || code === "broken-script") return true;
  if (code !== "not-followed" && code !== "unknown-command") return false;
  return isShared(mark) && reason.includes(mark === "./m901" ? "lib.sh" : "tool.sh");
}

/** The marks of scripts that many lines start: what is not followed may be one more of them. */
function isShared(mark: string): boolean {
  return /^\.\/m9\d\d$/.test(mark);
}

function show({ folder, environment, words }: RealRun): string {
  const settings = [...environment].map(([name, text]) => `${name}=${text}`);
  return [`[${folder}]`, ...settings, "go", ...words].join(" ");
}

/** How what is said of a command differs from a run; undefined when nothing does. */
function difference(command: GoCommand, run: RealRun): string | undefined {
  if (command.folder.kind === "known" && command.folder.text !== run.folder)
    return `folder ${command.folder.text}`;
  const words = [...command.subcommand.split(" "), ...command.arguments.map(patternOf)];
  const hasMore = /\bxargs\b/.test(command.text);
  if (!isMatch(words, run.words, hasMore))
    return `words ${words.map((word) => (typeof word === "string" ? JSON.stringify(word) : `?${word.length}`)).join(" ")}`;
  for (const name of watched) {
    const reason = differentSetting(name, command, run.environment.get(name));
    if (reason) return reason;
  }
  const tags = tagsOf(run);
  if (command.tags.value && [...new Set(command.tags.value)].sort().join() !== tags.join())
    return `tags ${command.tags.value.join()} for ${tags.join()}`;
  const cgo = cgoOf(run);
  if (command.cgo.value !== "unknown" && command.cgo.value !== cgo) return `cgo ${command.cgo.value}`;
  return undefined;
}

function differentSetting(
  name: string,
  { environment }: GoCommand,
  real: string | undefined,
): string | undefined {
  const setting = environment.get(name);
  if (!setting || setting.by === unexported) {
    if (real === undefined || environment.openReason) return undefined;
    return `${name} is not set`;
  }
  const { value } = setting;
  if (value.kind === "known") return value.text === real ? undefined : `${name}=${value.text}`;
  if (value.isUnset) return (value.textIfUnset ?? "") === (real ?? "") ? undefined : `${name} empty`;
  if (!value.candidates || value.candidates.includes(real ?? "")) return undefined;
  return `${name} one of ${JSON.stringify(value.candidates)}`;
}

/** A word that is known, or how many words one may become that is not. */
type WordPattern = string | { readonly length: "one" | "any" };

const quotedText = /"(?:[^"\\]|\\[\s\S])*"|'[^']*'/g;

function patternOf({ text, value }: GoCommand["arguments"][number]): WordPattern {
  if (value.kind === "known") return value.text;
  const isOne =
    !value.isMany && /^["']/.test(text) && text.replace(quotedText, "") === "" && !/\$\{?@/.test(text);
  return { length: isOne ? "one" : "any" };
}

/** Whether words, of which some stand for any number of words, are those of a run. */
function isMatch(
  [first, ...rest]: readonly WordPattern[],
  real: readonly string[],
  hasMore: boolean,
): boolean {
  if (first === undefined) return hasMore || real.length === 0;
  if (typeof first === "string") return real[0] === first && isMatch(rest, real.slice(1), hasMore);
  if (first.length === "one") return real.length > 0 && isMatch(rest, real.slice(1), hasMore);
  return Array.from({ length: real.length + 1 }, (_, skipped) => skipped).some((skipped) =>
    isMatch(rest, real.slice(skipped), hasMore),
  );
}

function tagsOf({ words, environment }: RealRun): readonly string[] {
  const flags = (environment.get("GOFLAGS") ?? "").split(" ");
  let text = "";
  for (const flag of flags) text = /^--?tags=(.*)$/.exec(flag)?.[1] ?? text;
  for (let index = 1; index < words.length; index++) {
    // Behind the first package go reads no flags, except for test.
    if (!words[index]?.startsWith("-") && words[0] !== "test") break;
    const [, glued] = /^--?tags=(.*)$/.exec(words[index] ?? "") ?? [];
    if (glued !== undefined) text = glued;
    else if (/^--?tags$/.test(words[index] ?? "")) text = words[++index] ?? "";
    else if (/^--?o$/.test(words[index] ?? "") && /^(?:build|test)$/.test(words[0] ?? "")) index++;
  }
  return [...new Set(text.split(/[ ,]/).filter((tag) => tag !== ""))].sort();
}

function cgoOf({ environment }: RealRun): "on" | "off" {
  const own = environment.get("CGO_ENABLED") ?? "";
  if (own === "0" || own === "1") return own === "1" ? "on" : "off";
  const goos = environment.get("GOOS") ?? "";
  return goos === "" || goos === "linux" ? "on" : "off";
}
