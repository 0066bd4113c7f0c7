/** What go prints when it cannot get a module: which server, which module, and why. */
import { errorReader } from "./error-reader.ts";
import type { LogContext } from "./pattern.ts";

export interface FetchFailure {
  /** Who was asked; `origin` is the repository itself or the page that says where it is. */
  readonly service: "proxy" | "checksum database" | "origin";
  /** Host and port that were asked; empty when the words name none. */
  readonly host: string;
  /** Empty when the words name none. */
  readonly module: string;
  readonly version: string;
  /** The words after the address: `404 Not Found`, `dial tcp: …`, `fatal: …`. */
  readonly reason: string;
  /** What the server itself wrote, in one line. */
  readonly response: string;
  readonly lines: readonly number[];
  /** A tile is a part of the database's tree: every mirror has all of them. */
  readonly isTile: boolean;
}

/** Sources: cmd/go/internal/web (HTTPError; `unexpected status` in 1.12), net/url Error, `Get` unquoted before 1.14. */
const readRequest = errorReader(
  /(?:(?:Get|Head|read) "?(?<got>https?:\/\/[^\s"]+?)"?|reading (?<read>(?:https?|file):\/\/\S+)|unexpected status \((?<status>https?:\/\/\S+)\)): (?<reason>\S.*)$/,
);
/** Source: cmd/go/internal/modfetch/codehost RunError; `# cd` of cmd/go/internal/vcs. */
const gitCommand =
  /\bgit (?:-c \S+ )*(?:ls-remote|fetch|clone|init|remote|cat-file|tag|show|log)\b.*: exit status \d+:$|^# cd .*; git (?:clone|pull|ls-remote|submodule)\b/;
const complaint =
  /^\s+(?<reason>(?:fatal|remote|error|ssh|ERROR): .*|Host key verification failed\.|\S*: Permission denied \(.*\)\.|.*Connection (?:closed|reset) by .*)$/;
const moduleName = /(?:^|[\s("])(?<module>[^\s@:"]+\.[^\s@:"]+)@(?<version>[^\s:"]+)/g;
const loneModule = /\bmodule (?<module>[^\s:@]+): |unrecognized import path "(?<page>[^"]+)"/;

/** Reads one request over HTTP that go made for a module; undefined for what other programs ask for. */
export function readFetchFailure(context: LogContext): FetchFailure | undefined {
  const { line } = context;
  const [text, ...more] = wordsOf(line.text);
  const words = readRequest(text);
  if (!words?.reason || isServerWords(context)) return undefined;
  const { before = "", reason } = words;
  const url = words.got ?? words.read ?? words.status ?? "";
  const isChecksums = /\/(?:sumdb|lookup|tile)\//.test(url) || /\bverifying (?:\w|\.)/.test(before);
  const isOfModules = /\/@(?:v\/|latest$)|\?go-get=1$/.test(url) || isChecksums;
  const isOfModule = isOfModules || /(?:^|\s)[\w-]+\.[\w.~/-]+@v\d[\w.+-]*: $/.test(before);
  if (!isOfModule && !/(?:^|\s)go(?: (?:get|mod|install))?: /.test(before)) return undefined;
  const response = more.length > 0 ? { response: tidy(more), lines: [] } : serverWords(context);
  const isFile = url.startsWith("file:");
  return {
    service: isChecksums ? "checksum database" : url.endsWith("?go-get=1") ? "origin" : "proxy",
    host: isFile
      ? url.replace(/\/[^/]*\/@v\/.*/, "")
      : (/^https?:\/\/(?:[^/@]*@)?([^/?]+)/.exec(url)?.[1] ?? ""),
    ...nameOf(before, url),
    reason,
    ...response,
    isTile: /\/tile\//.test(url),
  };
}

/** Reads what git said to go; undefined where a checkout or a person ran git. */
export function readGitFailure({ line, at }: LogContext): FetchFailure | undefined {
  const reason = complaint.exec(line.text.replace(/^(?=fatal:|git@|ERROR:|Host key|ssh:)/, " "))?.groups
    ?.reason;
  if (reason === undefined) return undefined;
  for (let offset = -1; offset >= -7; offset--) {
    const text = at(offset)?.text;
    if (text === undefined) return undefined;
    if (!gitCommand.test(text)) continue;
    // A proxy that quotes its own git: the request says more.
    if (isServerWords({ at, line }, offset)) return undefined;
    const address =
      /'(?:\w+:\/\/)?(?:[^/@']*@)?([^/']+)/.exec(reason)?.[1] ??
      /^(?:\w+@)?([\w.-]+): Permission/.exec(reason)?.[1] ??
      /\bhost(?:name)? ([\w.-]+)/.exec(reason)?.[1] ??
      /(?:https?:\/\/|git@)([^/:\s]+)/.exec(text)?.[1];
    const { module: named, version } = nameOf(text, "");
    const module = named === "" ? cloned(text) : named;
    return {
      service: "origin",
      host: address ?? module.split("/")[0] ?? "",
      module,
      version,
      reason,
      response: "",
      lines: [line.number + offset],
      isTile: false,
    };
  }
  return undefined;
}

/** `module@version`, or as much of it as is known. */
export function describeWanted({ module, version }: FetchFailure): string {
  if (module === "") return "a module";
  return version === "" ? module : `${module}@${version}`;
}

function nameOf(before: string, url: string): { readonly module: string; readonly version: string } {
  const named = [...before.matchAll(moduleName)].at(-1)?.groups;
  if (named) return { module: named.module ?? "", version: (named.version ?? "").replace("/go.mod", "") };
  const asked = /^https?:\/\/[^/]+\/(?<module>.+)\/@v\/(?<version>v.+)\.(?:info|mod|zip)$/.exec(url)?.groups;
  const lone = loneModule.exec(before)?.groups;
  const module = (lone?.module ?? lone?.page ?? asked?.module ?? "").replace(/!([a-z])/g, (_, letter) =>
    String(letter).toUpperCase(),
  );
  return { module, version: asked?.version ?? "" };
}

/** What `git clone` of GOPATH's days fetched. */
function cloned(command: string): string {
  const address = /(?:https?:\/\/|ssh:\/\/|git@)(?:[^/@\s]*@)?(\S+?)(?:\.git)?(?:\s|$)/.exec(command)?.[1];
  return address?.replace(":", "/") ?? "";
}

/** Whether a line stands in what a server answered: it tells what happened there. */
function isServerWords({ line, at }: LogContext, from = 0): boolean {
  for (let offset = from; offset > from - 6; offset--) {
    const text = offset === 0 ? line.text : at(offset)?.text;
    if (text === undefined || !/^\s/.test(text)) return false;
    if (/^\s+server response:/.test(text)) return true;
  }
  return false;
}

/** The error as printed, or as `go mod download -json` writes it: the first line and what follows. */
function wordsOf(text: string): readonly [string, ...string[]] {
  const json = /^.{0,40}?"Error": "(?<words>(?:[^"\\]|\\.)*)",?$/.exec(text)?.groups?.words;
  if (json === undefined) return [text.replace(/^>> /, "")];
  const [first = "", ...more] = json
    .split("\\n")
    .map((part) => part.replace(/\\t/g, " ").replace(/\\(.)/g, "$1"));
  return [first, ...more];
}

function tidy(words: readonly string[]): string {
  return words
    .join(" ")
    .replace(/\s+/g, " ")
    .replace(/^ ?server response:/, "")
    .trim();
}

function serverWords({ line, at }: LogContext): Pick<FetchFailure, "response" | "lines"> {
  const first = /^\s+server response:(.*)$/.exec(at(1)?.text ?? "");
  if (!first) return { response: "", lines: [] };
  const words = [first[1] ?? ""];
  for (let offset = 2; offset < 8 && /^\s/.test(at(offset)?.text ?? ""); offset++)
    words.push(at(offset)?.text ?? "");
  return {
    response: tidy(words),
    lines: words.map((_, index) => line.number + 1 + index),
  };
}
