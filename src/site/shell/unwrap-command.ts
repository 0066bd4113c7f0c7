/** Commands that run another command: `sudo -E go build`, `env GOOS=linux go build`, `time make`, `xargs go vet`. */
import type { CommandArgument, Reason } from "../site.ts";
import { known, unknown } from "../value.ts";
import { textOf } from "./text-of.ts";

export interface UnwrappedCommand {
  /** The words of the inner command; empty when the wrapper stands alone. */
  readonly words: readonly CommandArgument[];
  /** `NAME=value` words that the wrapper puts into the environment. */
  readonly assignments: readonly CommandArgument[];
  /** `env -u NAME` */
  readonly unset: readonly string[];
  /** `env -i`, or sudo without -E: the caller's variables do not reach the command. */
  readonly clearsEnvironment: boolean;
  /** `env -i`: nor do PATH and HOME. */
  readonly clearsPath: boolean;
  /** More arguments follow that files do not show (xargs). */
  readonly hasMoreArguments: boolean;
  readonly via: readonly Reason[];
  /** The command runs in folders that files do not show (`find -execdir`). */
  readonly runsElsewhere: boolean;
  /** `find … -exec go vet \\;`: whatever the command ends with, find goes on and succeeds. */
  readonly losesStatus: boolean;
  /** `env $(command) go build`: variables are set that files do not show. */
  readonly opensEnvironment: boolean;
}

/** Options of each wrapper that take the next word as their value. */
const wrappers: ReadonlyMap<string, { valued: readonly string[]; operands: number; assignments: boolean }> =
  new Map([
    [
      "sudo",
      { valued: ["-u", "-g", "-h", "-p", "-C", "-D", "-R", "-T", "-U"], operands: 0, assignments: true },
    ],
    ["env", { valued: ["-u", "--unset", "-C", "--chdir", "-S"], operands: 0, assignments: true }],
    ["time", { valued: ["-f", "-o", "--format", "--output"], operands: 0, assignments: false }],
    ["nice", { valued: ["-n", "--adjustment"], operands: 0, assignments: false }],
    ["ionice", { valued: ["-c", "-n", "--class", "--classdata"], operands: 0, assignments: false }],
    ["nohup", { valued: [], operands: 0, assignments: false }],
    ["exec", { valued: ["-a"], operands: 0, assignments: false }],
    ["command", { valued: [], operands: 0, assignments: false }],
    ["builtin", { valued: [], operands: 0, assignments: false }],
    ["setsid", { valued: [], operands: 0, assignments: false }],
    ["stdbuf", { valued: ["-i", "-o", "-e"], operands: 0, assignments: false }],
    ["timeout", { valued: ["-k", "-s", "--kill-after", "--signal"], operands: 1, assignments: false }],
    ["gtimeout", { valued: ["-k", "-s", "--kill-after", "--signal"], operands: 1, assignments: false }],
    ["xvfb-run", { valued: ["-n", "-s", "-e", "-f", "-w"], operands: 0, assignments: false }],
    ["dbus-run-session", { valued: [], operands: 0, assignments: false }],
    ["unbuffer", { valued: [], operands: 0, assignments: false }],
    ["coproc", { valued: [], operands: 0, assignments: false }],
    ["catchsegv", { valued: [], operands: 0, assignments: false }],
    [
      "retry",
      {
        valued: ["-n", "-t", "-d", "-s", "-m", "--times", "--delay", "--sleep", "--max"],
        operands: 0,
        assignments: false,
      },
    ],
    ["eatmydata", { valued: [], operands: 0, assignments: false }],
    ["fakeroot", { valued: [], operands: 0, assignments: false }],
    ["gosu", { valued: [], operands: 1, assignments: false }],
    ["su-exec", { valued: [], operands: 1, assignments: false }],
    ["strace", { valued: ["-o", "-e", "-p", "-s"], operands: 0, assignments: false }],
    ["ccache", { valued: [], operands: 0, assignments: false }],
    [
      "xargs",
      {
        valued: ["-n", "-L", "-I", "-P", "-d", "-s", "-E", "-a", "--max-args", "--max-procs", "--delimiter"],
        operands: 0,
        assignments: false,
      },
    ],
  ]);

const assignment = /^[A-Za-z_][A-Za-z0-9_]*=/;

/** By the list of words, which many runs of a command share. */
const unwrapped = new WeakMap<readonly CommandArgument[], UnwrappedCommand>();

/** Strips wrappers from the front of a command, as many as there are. */
export function unwrapCommand(words: readonly CommandArgument[]): UnwrappedCommand {
  const known = unwrapped.get(words);
  if (known) return known;
  const result = unwrap(words);
  unwrapped.set(words, result);
  return result;
}

function unwrap(words: readonly CommandArgument[]): UnwrappedCommand {
  let current = words;
  const assignments: CommandArgument[] = [];
  const unset: string[] = [];
  const via: Reason[] = [];
  let clearsEnvironment = false;
  let clearsPath = false;
  let hasMoreArguments = false;
  let runsElsewhere = false;
  let losesStatus = false;
  let opensEnvironment = false;

  for (;;) {
    const first = textOf(current[0]);
    const name = first?.slice(first.lastIndexOf("/") + 1);
    const found = name === "find" ? executedByFind(current) : undefined;
    if (found) {
      via.push({ text: "find …", at: current[0]?.at });
      current = found.words;
      runsElsewhere ||= found.runsElsewhere;
      losesStatus ||= found.losesStatus;
      continue;
    }
    const wrapper = name === undefined ? undefined : wrappers.get(name);
    if (!wrapper || current.length < 2) break;
    const splitByEnv = name === "env" ? splitText(current) : undefined;
    if (splitByEnv) {
      current = splitByEnv;
      continue;
    }
    if (name === "command" && /^-[vV]/.test(textOf(current[1]) ?? "")) break;

    let next = 1;
    let operands = wrapper.operands;
    const keepsEnvironment: string[] = [];
    while (next < current.length) {
      // `env GOOS="$OS" go build`: the name is known, the value need not be.
      const isOpenAssignment =
        wrapper.assignments &&
        textOf(current[next]) === undefined &&
        assignment.test(unquoted(current[next]));
      const word = isOpenAssignment ? unquoted(current[next]) : textOf(current[next]);
      if (word === undefined) {
        const rest = current.slice(next + 1);
        if (name !== "env" || !rest.some((each) => textOf(each) === "go")) break;
        opensEnvironment = true;
        next++;
        continue;
      }
      if (word === "--") {
        next++;
        break;
      }
      if (word.startsWith("-") && (word !== "-" || name === "env")) {
        keepsEnvironment.push(word);
        if (name === "env" && (word === "-u" || word === "--unset"))
          unset.push(textOf(current[next + 1]) ?? "");
        const unsets = name === "env" ? /^(?:--unset=|-u)(.+)$/.exec(word)?.[1] : undefined;
        if (unsets !== undefined) unset.push(unsets);
        if (name === "env" && (word === "-" || /^-[a-z0]*i/.test(word) || word === "--ignore-environment"))
          [clearsEnvironment, clearsPath] = [true, true];
        next += wrapper.valued.includes(word) ? 2 : 1;
        continue;
      }
      if (wrapper.assignments && assignment.test(word)) {
        const argument = current[next];
        if (argument) assignments.push(argument);
        next++;
        continue;
      }
      if (operands > 0) {
        operands--;
        next++;
        continue;
      }
      break;
    }
    if (name === "sudo" && !keepsEnvironment.some((option) => /^(-[A-Za-z]*E|--preserve-env)/.test(option))) {
      clearsEnvironment = true;
    }
    if (name === "xargs") hasMoreArguments = true;
    const placeholder = name === "xargs" ? placeholderOf(current.slice(1, next)) : undefined;
    if (next >= current.length) {
      current = [];
      break;
    }
    via.push({ text: `${name} …`, at: current[0]?.at });
    current = current.slice(next);
    const last = current.at(-1);
    // `xargs -n1 go test -tags`: what it reads is the value of the flag.
    if (name === "xargs" && last && /^--?[a-z]+$/.test(textOf(last) ?? ""))
      current = [...current, { text: "…", value: unknown("xargs adds what it reads", last.at), at: last.at }];
    if (placeholder !== undefined) current = current.map((word) => filledIn(word, placeholder));
  }
  return {
    words: current,
    assignments,
    unset,
    clearsEnvironment,
    clearsPath,
    hasMoreArguments,
    runsElsewhere,
    losesStatus,
    opensEnvironment,
    via,
  };
}

/** `env -S 'NAME=value go build'`: env takes its text apart at blanks. */
function splitText([env, flag, ...rest]: readonly CommandArgument[]): readonly CommandArgument[] | undefined {
  const glued = /^(?:-S|--split-string=)([\s\S]+)$/.exec(textOf(flag) ?? "")?.[1];
  const isFlag = textOf(flag) === "-S" || textOf(flag) === "--split-string";
  const given = glued === undefined ? rest[0] : flag;
  const text = glued ?? textOf(given);
  // Quotes, escapes and `${NAME}` mean something to env too.
  if (!env || !given || text === undefined || (!isFlag && glued === undefined) || /["'\\$#]/.test(text))
    return undefined;
  const words = text.split(/\s+/).filter((word) => word !== "");
  const parts = words.map((word) => ({ text: word, value: known(word, given.at), at: given.at }));
  return [env, ...parts, ...(glued === undefined ? rest.slice(1) : rest)];
}

/** The text that xargs replaces by what it reads: `-I{}`, `-I %`, `--replace=X`, `-i`. */
function placeholderOf(options: readonly CommandArgument[]): string | undefined {
  const texts = options.map((option) => textOf(option) ?? "");
  for (const [index, text] of texts.entries()) {
    if (text === "-I") return texts[index + 1];
    const glued = /^(?:-[A-Za-z0-9]*?[Ii]|--replace=?)(.*)$/.exec(text)?.[1];
    if (glued !== undefined) return glued === "" ? "{}" : glued;
  }
  return undefined;
}

function filledIn(word: CommandArgument, placeholder: string): CommandArgument {
  if (placeholder === "" || textOf(word)?.includes(placeholder) !== true) return word;
  return { ...word, value: unknown(`xargs writes what it reads for ${placeholder}`, word.at) };
}

/** The text as written, without the quote in front: `env "GOOS=$OS" go build`. */
function unquoted(word: CommandArgument | undefined): string {
  return (word?.text ?? "").replace(/^["']/, "");
}

/** `find … -exec go vet {} \\;`: the words up to the `;` or `+`. */
function executedByFind(
  words: readonly CommandArgument[],
): Pick<UnwrappedCommand, "words" | "runsElsewhere" | "losesStatus"> | undefined {
  const start = words.findIndex((word) => /^-(?:exec|ok)(?:dir)?$/.test(textOf(word) ?? ""));
  if (start === -1) return undefined;
  const rest = words.slice(start + 1);
  const end = rest.findIndex((word) => /^[;+]$/.test(textOf(word) ?? ""));
  const inner = end === -1 ? rest : rest.slice(0, end);
  return inner.length === 0
    ? undefined
    : {
        words: inner.map((word) => foundByFind(word)),
        runsElsewhere: textOf(words[start])?.endsWith("dir") ?? false,
        losesStatus: textOf(rest[end]) === ";",
      };
}

function foundByFind(word: CommandArgument): CommandArgument {
  if (textOf(word)?.includes("{}") !== true) return word;
  return { ...word, value: unknown("find writes the path that it found for {}", word.at) };
}
