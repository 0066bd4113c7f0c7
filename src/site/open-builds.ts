/** Builds by programs that run go themselves (gotestsum, go-acc): what they select is open. */
import { parseTagsFlag } from "../go/tags-flag.ts";
import type { Place } from "../text/span.ts";
import type { Workspace } from "../workspace/workspace.ts";
import { commandFiles } from "./is-mentioned.ts";
import { shownText } from "./shown-text.ts";
import type { CommandArgument, GoCommand, Site } from "./site.ts";
import type { SiteBuild } from "./site-builds.ts";

/** Programs that hand their arguments to `go test`. */
const testRunners = new Set(["go-acc", "gotestsum", "richgo", "ginkgo", "gotest", "gow"]);
/** Programs that compile with settings of their own files. */
const builders = new Set([
  "mage",
  "gox",
  "xgo",
  "ko",
  "garble",
  "gomobile",
  "bazel",
  "bazelisk",
  "wails",
  "fyne",
]);

/** One build for each program and its tags; nothing that it selects is sure. */
export function openBuildsOfSites(sites: readonly Site[]): readonly SiteBuild[] {
  const builds = new Map<string, SiteBuild & { uses: { site: Site; command: undefined }[] }>();
  for (const site of sites) {
    for (const { program, words, at } of callsOf(site)) {
      if (isResolved(site, program, at)) continue;
      const build = openBuild(site, program, words);
      const existing = builds.get(build.key);
      if (existing) existing.uses.push({ site, command: undefined });
      else builds.set(build.key, { ...build, uses: [{ site, command: undefined }] });
    }
  }
  return [...builds.values()];
}

/** What `//go:generate` lines start is in no build file: `go run gen.go` with a file that every build ignores. */
export const generator = "go generate";

/** A file that names such a program although no site runs it from there: one build of which nothing is known. */
export interface UnseenBuild {
  readonly build: SiteBuild;
  /** The file, or the id of a site that runs `go generate`. */
  readonly file: string;
}

/** Scripts and Makefiles without any go command are no sites; what they start may still build. */
export function unseenBuilds(sites: readonly Site[], workspace: Workspace): readonly UnseenBuild[] {
  const seen = new Set(
    sites.flatMap((site) => callsOf(site).map(({ program, at }) => `${at.file}\0${program}`)),
  );
  const generating = sites
    .filter(({ commands }) => commands.some(({ subcommand }) => subcommand === "generate"))
    .map(({ id }) => ({ build: unseenBuild(id, generator), file: id }));
  const named = commandFiles(workspace).flatMap((file) => {
    const text = workspace.source(file)?.text ?? "";
    const programs = new Set([...text.matchAll(programWord)].map(([, program = ""]) => program));
    return [...programs]
      .filter((program) => !seen.has(`${file}\0${program}`))
      .map((program) => ({ build: unseenBuild(file, program), file }));
  });
  return [...generating, ...named];
}

/** At the start of a line or command, and no folder, file or `install` of that name. */
const programWord =
  /(?:^|[\s;&|(@])(go-acc|gotestsum|richgo|ginkgo|gotest|gow|mage|gox|xgo|garble)[ \t]+[-.$\w]/gm;

function unseenBuild(file: string, program: string): SiteBuild {
  const settings = {
    goos: undefined,
    goarch: undefined,
    cgo: undefined,
    tags: undefined,
    goMinor: undefined,
  };
  return { ...settings, key: `? ${program} ${file}`, includesTests: true, toolTags: [], uses: [], program };
}

/** Whether the go test that a runner starts is a command of the site: then its build is open only where a word is. */
function isResolved({ commands }: Site, program: string, { file, span }: Place): boolean {
  return commands.some(
    ({ byTool, at, arguments: words }) =>
      byTool === program &&
      at.file === file &&
      at.span.start === span.start &&
      words.every(({ value }) => value.kind === "known"),
  );
}

interface Call {
  readonly program: string;
  readonly words: readonly CommandArgument[];
  readonly at: Place;
}

function callsOf(site: Site): readonly Call[] {
  const events = site.events.flatMap((event) =>
    event.kind === "command" ? (callIn(event.words, 3, event.at) ?? []) : [],
  );
  const tools = site.commands.flatMap((command) => callOfTool(command) ?? []);
  return [...events, ...tools];
}

/** `go run gotest.tools/gotestsum@v1.13.0 …`, `go tool gotestsum …`. */
function callOfTool(command: GoCommand): Call | undefined {
  return /^(?:run|tool)$/.test(command.subcommand) ? callIn(command.arguments, 1, command.at) : undefined;
}

/** The program may stand behind `env`, `time` or `sudo`. */
function callIn(words: readonly CommandArgument[], depth: number, at: Place): Call | undefined {
  for (const [index, word] of words.slice(0, depth).entries()) {
    const program = programName(shownText(word));
    if (testRunners.has(program) || builders.has(program))
      return { program, words: words.slice(index + 1), at };
  }
  return undefined;
}

function programName(text: string): string {
  const path = text.replace(/@[^@]*$/, "").replace(/\/v\d+$/, "");
  return path.slice(path.lastIndexOf("/") + 1).replace(/\.exe$/, "");
}

function openBuild(site: Site, program: string, words: readonly CommandArgument[]): SiteBuild {
  const goos = site.goos.kind === "known" ? site.goos.text : undefined;
  const goarch = site.goarch.kind === "known" ? site.goarch.text : undefined;
  const tags = testRunners.has(program) ? tagsIn(words) : undefined;
  const cgo = site.cgo.value === "unknown" ? undefined : site.cgo.value === "on";
  const key = [goos ?? "?", goarch ?? "?", cgo ?? "?", tags?.join(",") ?? "?", program].join(" ");
  const open = { cgo, goMinor: undefined, includesTests: true, toolTags: [], uses: [] };
  return { ...open, key, goos, goarch, tags, program };
}

/** The tags on the command; undefined when a word may hold any. */
function tagsIn(words: readonly CommandArgument[]): readonly string[] | undefined {
  if (words.some(({ value }) => value.kind === "unknown")) return undefined;
  const texts = words.map(shownText);
  const at = texts.findLastIndex((text) => /^--?tags(?:=|$)/.test(text));
  const text = texts[at]?.includes("=") ? texts[at].replace(/^[^=]*=/, "") : texts[at + 1];
  return at < 0 || text === undefined ? [] : parseTagsFlag(text).tags;
}
