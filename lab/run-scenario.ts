/**
 * Runs a scenario with the real go. A scenario is a text archive: its comment is a script in the manner
 * of Go's own script tests, its files lie in a fresh folder. Nothing of the user's Go settings is seen.
 *
 *   toolchain go1.21.13        use this release, as if it were installed
 *   env NAME=value …           set variables; `env -NAME` removes one
 *   exec PROGRAM WORDS…        must succeed; `! exec` must fail; `? exec` may do either
 *   stdout 'regexp'            about the last exec; also stderr, also with `!`
 *   breakwater WORDS…          runs Breakwater itself on the folder, with the same answers to ! and ?
 *   exists FILE…               also with `!`
 *   grep 'regexp' FILE         also with `!`
 *   cmp FILE FILE              `stdout` and `stderr` name the last output
 *   cd, mkdir, cp, rm, append FILE TEXT
 *   serve http STATUS BODY     a server on the loopback that answers every request so, at $SERVER (HOST:PORT) until
 *   serve tls STATUS BODY      the end; `tls` shows the scenario's cert.pem and key.pem
 *   serve hang                 it takes connections and answers nothing
 *   [go1.N] …  [exec:NAME] …   only with this release or newer, only where the program is there; also [!…]
 *
 * Files below `proxy/MODULE@VERSION/` become a module proxy in the file system; without them GOPROXY=off.
 */
import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import {
  appendFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, dirname, join, resolve } from "node:path";
import { parseTxtar } from "../src/text/txtar.ts";
import { createGoHome } from "../test/go-home.ts";
import { findToolchain, hostToolchain } from "./toolchains.ts";
import { writeFileProxy } from "./write-file-proxy.ts";

export interface ScenarioResult {
  /** How many programs were run. */
  readonly execs: number;
  /** Why a line did not hold, with the line and the last output; undefined when all held. */
  readonly failure: string | undefined;
  readonly log: string;
}

interface State {
  readonly work: string;
  folder: string;
  environment: Record<string, string>;
  goVersion: string;
  stdout: string;
  stderr: string;
  execs: number;
  readonly log: string[];
  readonly servers: ChildProcess[];
}

const program = join(import.meta.dir, "../src/cli/main.ts");
const cacheFolder = join(import.meta.dir, "../.cache/lab-gocache");

/** Runs one scenario in a folder of its own, which is removed afterwards. */
export function runScenario(text: string): ScenarioResult {
  const archive = parseTxtar(text);
  const work = mkdtempSync(join(tmpdir(), "breakwater-lab-"));
  const servers: ChildProcess[] = [];
  try {
    const state = { ...prepare(work, archive.files), servers };
    let failure: string | undefined;
    for (const [index, line] of archive.comment.split("\n").entries()) {
      if (line.trim() === "" || line.trim().startsWith("#")) continue;
      state.log.push(`> ${line.trim()}`);
      const problem = runLine(line, state);
      if (problem === undefined) continue;
      failure = `line ${index + 1}: ${line.trim()}: ${problem}\n${state.log.join("\n")}`;
      break;
    }
    return { execs: state.execs, failure, log: state.log.join("\n") };
  } finally {
    for (const server of servers) server.kill();
    // The module cache is read-only, so that nobody edits it by accident.
    spawnSync("chmod", ["-R", "u+w", work]);
    rmSync(work, { recursive: true, force: true });
  }
}

function prepare(
  work: string,
  files: readonly { readonly name: string; readonly text: string }[],
): Omit<State, "servers"> {
  const folder = join(work, "src");
  const hidden = (name: string): string => join(work, name);
  for (const path of [folder, hidden("home"), hidden("tmp"), cacheFolder])
    mkdirSync(path, { recursive: true });
  for (const file of files) {
    if (file.name.startsWith("proxy/")) continue;
    const path = join(folder, file.name);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, file.text, { mode: file.text.startsWith("#!") ? 0o755 : 0o644 });
  }
  const hasProxy = writeFileProxy(hidden("proxy"), files);
  const host = hostToolchain();
  const environment: Record<string, string> = {
    PATH: `${host.bin}${delimiter}${process.env.PATH ?? ""}`,
    HOME: createGoHome(hidden("home")),
    TMPDIR: hidden("tmp"),
    WORK: folder,
    PROXY: `file://${hidden("proxy")}`,
    GOCACHE: cacheFolder,
    GOMODCACHE: hidden("modcache"),
    GOPATH: hidden("gopath"),
    GOENV: "off",
    GOFLAGS: "",
    GOPROXY: hasProxy ? `file://${hidden("proxy")}` : "off",
    GOSUMDB: "off",
    GOTOOLCHAIN: "local",
    GIT_CONFIG_NOSYSTEM: "1",
    GIT_CONFIG_GLOBAL: "/dev/null",
    GIT_AUTHOR_NAME: "lab",
    GIT_AUTHOR_EMAIL: "lab@localhost",
    GIT_COMMITTER_NAME: "lab",
    GIT_COMMITTER_EMAIL: "lab@localhost",
    LC_ALL: "C",
  };
  return { work, folder, environment, goVersion: host.version, stdout: "", stderr: "", execs: 0, log: [] };
}

/** Runs one line; the answer is the reason why it does not hold. */
function runLine(line: string, state: State): string | undefined {
  let words = splitWords(line, state.environment);
  while (words[0]?.startsWith("[") && words[0].endsWith("]")) {
    if (!conditionHolds(words[0].slice(1, -1), state)) return undefined;
    words = words.slice(1);
  }
  const expects = words[0] === "!" ? "failure" : words[0] === "?" ? "either" : "success";
  if (expects !== "success") words = words.slice(1);
  const [command = "", ...rest] = words;
  if (command === "exec") return runProgram(rest, state, expects);
  if (command === "go") return runProgram(words, state, expects);
  if (command === "breakwater") return runProgram([process.execPath, program, ...rest], state, expects);
  const action = actions[command];
  if (!action) return `no such command "${command}"`;
  return action(rest, state, expects === "failure");
}

type Action = (words: readonly string[], state: State, isNegated: boolean) => string | undefined;

const actions: Readonly<Record<string, Action>> = {
  toolchain([name = ""], state) {
    const found = findToolchain(name);
    state.goVersion = found.version;
    state.environment.PATH = `${found.bin}${delimiter}${state.environment.PATH ?? ""}`;
    return undefined;
  },
  env(words, state) {
    for (const word of words) {
      const equals = word.indexOf("=");
      if (word.startsWith("-") && equals === -1) delete state.environment[word.slice(1)];
      else if (equals > 0) state.environment[word.slice(0, equals)] = word.slice(equals + 1);
      else return `"${word}" sets nothing: NAME=value or -NAME`;
    }
    return undefined;
  },
  cd([folder = "."], state) {
    state.folder = resolve(state.folder, folder);
    return existsSync(state.folder) ? undefined : "no such folder";
  },
  mkdir(words, state) {
    for (const word of words) mkdirSync(resolve(state.folder, word), { recursive: true });
    return undefined;
  },
  cp([from = "", to = ""], state) {
    cpSync(resolve(state.folder, from), resolve(state.folder, to), { recursive: true });
    return undefined;
  },
  rm(words, state) {
    for (const word of words) rmSync(resolve(state.folder, word), { recursive: true, force: true });
    return undefined;
  },
  append([file = "", text = ""], state) {
    appendFileSync(resolve(state.folder, file), `${text}\n`);
    return undefined;
  },
  exists(words, state, isNegated) {
    const wrong = words.find((word) => existsSync(resolve(state.folder, word)) === isNegated);
    if (words.length === 0) return "no file named";
    return wrong === undefined ? undefined : `${wrong} ${isNegated ? "exists" : "does not exist"}`;
  },
  serve(words, state) {
    const fifo = join(state.work, `port-${state.servers.length}`);
    spawnSync("mkfifo", [fifo]);
    const program = join(import.meta.dir, "scenario-server.ts");
    const given = [program, fifo, ...words];
    state.servers.push(spawn(process.execPath, given, { cwd: state.folder, stdio: "ignore" }));
    // Reading waits until the server listens and has written.
    const port = spawnSync("cat", [fifo], { encoding: "utf8", timeout: 20_000 }).stdout;
    if (!port) return "does not listen";
    state.environment.SERVER = `127.0.0.1:${port}`;
    return undefined;
  },
  stdout: (words, state, isNegated) => match(words[0], state.stdout, isNegated),
  stderr: (words, state, isNegated) => match(words[0], state.stderr, isNegated),
  grep: ([pattern, file = ""], state, isNegated) => match(pattern, contentOf(file, state), isNegated),
  cmp([a = "", b = ""], state, isNegated) {
    const isEqual = contentOf(a, state) === contentOf(b, state);
    return isEqual === isNegated ? `${a} and ${b} are ${isEqual ? "equal" : "different"}` : undefined;
  },
};

function runProgram(
  words: readonly string[],
  state: State,
  expects: "success" | "failure" | "either",
): string | undefined {
  const [program, ...rest] = words;
  if (program === undefined) return "no program named";
  const done = spawnSync(program, rest, {
    cwd: state.folder,
    env: { ...state.environment, PWD: state.folder },
    encoding: "utf8",
    timeout: 240_000,
    maxBuffer: 64 << 20,
    input: "",
  });
  state.execs++;
  state.stdout = done.stdout ?? "";
  state.stderr = done.stderr ?? "";
  if (done.error) return `cannot be run: ${done.error.message}`;
  for (const [name, text] of [
    ["stdout", state.stdout],
    ["stderr", state.stderr],
  ] as const) {
    if (text !== "") state.log.push(`[${name}]\n${text.trimEnd()}`);
  }
  state.log.push(`[exit ${done.status ?? done.signal}]`);
  if (expects === "either") return undefined;
  const isSuccess = done.status === 0;
  if (isSuccess === (expects === "success")) return undefined;
  return isSuccess ? "succeeded, and was to fail" : `failed with exit ${done.status ?? done.signal}`;
}

function match(pattern: string | undefined, text: string, isNegated: boolean): string | undefined {
  if (pattern === undefined) return "no pattern";
  const isFound = new RegExp(pattern.replace(/^\(\?[ms]+\)/, ""), "m").test(text);
  return isFound === isNegated ? `${isFound ? "matches" : "does not match"}` : undefined;
}

function contentOf(name: string, state: State): string {
  if (name === "stdout") return state.stdout;
  if (name === "stderr") return state.stderr;
  return readFileSync(resolve(state.folder, name), "utf8");
}

function conditionHolds(condition: string, state: State): boolean {
  if (condition.startsWith("!")) return !conditionHolds(condition.slice(1), state);
  const minor = /^go1\.(\d+)$/.exec(condition)?.[1];
  if (minor !== undefined) return Number(/^go1\.(\d+)/.exec(state.goVersion)?.[1] ?? 0) >= Number(minor);
  if (condition.startsWith("exec:"))
    return Bun.which(condition.slice(5), { PATH: state.environment.PATH ?? "" }) !== null;
  if (condition === "root") return process.getuid?.() === 0;
  if (["linux", "darwin", "win32"].includes(condition)) return process.platform === condition;
  throw new RangeError(`No such condition: [${condition}]`);
}

/** Splits at blanks; single quotes keep text together (two of them are one quote); $NAME is replaced outside of them. */
function splitWords(line: string, environment: Readonly<Record<string, string>>): string[] {
  const words: string[] = [];
  const token = /\s*((?:'(?:[^']|'')*'|[^\s'])+)/gy;
  for (let found = token.exec(line); found; found = token.exec(line)) {
    if (found[1]?.startsWith("#")) break;
    words.push(
      (found[1] ?? "").replace(/'((?:[^']|'')*)'|\$\{(\w+)\}|\$(\w+)/g, (_, quoted, braced, bare) =>
        quoted !== undefined
          ? String(quoted).replaceAll("''", "'")
          : (environment[String(braced ?? bare)] ?? ""),
      ),
    );
  }
  return words;
}
