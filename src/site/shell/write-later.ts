/**
 * What a step writes for the steps that follow: `NAME=value` in $GITHUB_ENV and $GITHUB_OUTPUT, assignments in
 * CircleCI's $BASH_ENV. It is kept apart from the environment, for the commands of the step itself do not see it.
 */
import type { Place } from "../../text/span.ts";
import type { CommandNode, Redirect, ShellNode, Word } from "../../workspace/shell/ast.ts";
import type { Environment } from "../environment.ts";
import type { Later, Machine } from "../machine.ts";
import { namesWrittenLater } from "../names-written-later.ts";
import { known, unknown, type Value } from "../value.ts";
import { outputPrefix } from "./environment-file.ts";
import { isOpenAtStart, type PrintedText, valueOfPiece } from "./printed-text.ts";

/** A file that the runner reads when the step has ended. */
export type LaterFile = "GITHUB_ENV" | "GITHUB_OUTPUT" | "BASH_ENV";

const files = /\b(GITHUB_ENV|GITHUB_OUTPUT|BASH_ENV)\b|\$\{\{\s*env\.(GITHUB_ENV|GITHUB_OUTPUT)\s*\}\}/;

/** The file that a text names. */
export function laterFileIn(text: string): LaterFile | undefined {
  const found = files.exec(text);
  return (found?.[1] ?? found?.[2]) as LaterFile | undefined;
}

/** The file that a word is, not one that it only names: `"$GITHUB_ENV"`, and not `$GITHUB_ENV.bak`. */
export function laterFileOf({ parts, text }: Word): LaterFile | undefined {
  const [only] = parts;
  if (/^["']?(?:\$env:\w+|\$\{env:\w+\})["']?$/i.test(text)) return laterFileIn(text);
  if (parts.length > 1) return undefined;
  switch (only?.kind) {
    case "variable":
      return only.operator === "" || /^:?\?$/.test(only.operator) ? laterFileIn(only.name) : undefined;
    case "hole":
      return laterFileIn(`\${{ ${only.expression} }}`);
    case "literal":
      // A script of cmd is read as if it were one of a shell.
      return only.text === text && /^\$\w+$/.test(text) ? laterFileIn(text) : undefined;
    default:
      return undefined;
  }
}

function isOutput({ operator }: Redirect): boolean {
  return /^(?:1?>>?|&>>?|1?>\||1?>&)$/.test(operator);
}

/** Where redirects lead standard output: such a file, something else, or nowhere. */
export function outputFile(redirects: readonly Redirect[]): LaterFile | "elsewhere" | undefined {
  const last = redirects.findLast(isOutput);
  if (!last?.target) return undefined;
  return laterFileOf(last.target) ?? "elsewhere";
}

/** The file that redirects give to something other than standard output: `exec 3>> "$GITHUB_ENV"`. */
export function asideFile(redirects: readonly Redirect[]): LaterFile | undefined {
  const aside = redirects.find(
    ({ operator, target, here }) =>
      !here && /^(?:\d*[02-9]|\{\w+\})>|<>/.test(operator) && target && laterFileOf(target) !== undefined,
  );
  const file = aside?.target && laterFileOf(aside.target);
  return file === "GITHUB_OUTPUT" ? undefined : file;
}

/** Whether redirects empty such a file before anything is written. */
export function emptiesFile(redirects: readonly Redirect[]): boolean {
  return redirects.some(
    (redirect) =>
      isOutput(redirect) &&
      !redirect.operator.includes(">>") &&
      redirect.target !== undefined &&
      laterFileOf(redirect.target) !== undefined,
  );
}

/** The machine after such a file was emptied: what the step wrote before is gone. */
export function emptyLater(file: LaterFile, machine: Machine): Machine {
  const { later } = machine;
  if (!later?.start || file === "GITHUB_OUTPUT") return machine;
  const outputs = [...later.environment.entries()].filter(([name]) => name.startsWith(outputPrefix));
  const { block: _, rest: __, ...kept } = later;
  return { ...machine, later: { ...kept, environment: later.start.withAll(outputs) } };
}

/** `tee -a "$GITHUB_ENV"` */
export function teeFile(node: ShellNode | undefined): LaterFile | undefined {
  if (node?.kind !== "command" || !/^(?:sudo )?(?:\/usr\/bin\/)?tee\b/.test(node.text)) return undefined;
  return node.words.map(laterFileOf).find((file) => file !== undefined);
}

/** `tee` without -a empties its files. */
export function teeEmpties(node: ShellNode | undefined): boolean {
  return (
    node?.kind === "command" && !node.words.some(({ text }) => /^(?:-[a-z]*a[a-z]*|--append)$/.test(text))
  );
}

/** The machine after a text went into such a file; undefined text is one that nobody knows. */
export function writeLater(
  file: LaterFile,
  printed: PrintedText | undefined,
  machine: Machine,
  at: Place,
): Machine {
  const { later } = machine;
  if (!later) return machine;
  if (!printed) return { ...machine, later: openLater(later, file, at) };
  const { rest, ...others } = later;
  const whole =
    rest && file === "GITHUB_ENV"
      ? { text: rest.text + printed.text, open: new Map([...rest.open, ...printed.open]) }
      : printed;
  const write = file === "BASH_ENV" ? writeAssignments : writeSettings;
  const written = write(file === "GITHUB_ENV" ? others : later, file, whole, at);
  const cut = file === "GITHUB_ENV" && !written.block ? /[^\n]+$/.exec(whole.text)?.[0] : undefined;
  return {
    ...machine,
    later: cut === undefined ? written : { ...written, rest: { text: cut, open: whole.open } },
  };
}

/** The machine after something took such a file that is not followed: it may write now, or at any time later. */
export function doubtLater(machine: Machine, reason: string): Machine {
  return machine.later ? { ...machine, later: { ...machine.later, doubt: reason } } : machine;
}

/** The environment of the next step when the step has ended. */
export function endOfLater({ environment, doubt }: Later, at: Place): Environment {
  return doubt === undefined ? environment : openedBy("", environment, doubt, at);
}

function openLater(later: Later, file: LaterFile, at: Place): Later {
  const { block, rest: _, ...others } = later;
  const { environment } = later;
  // What is not known may hold the end of the value.
  if (block && file === "GITHUB_OUTPUT") return { ...later, block: { ...block, lines: undefined } };
  if (file === "GITHUB_OUTPUT") return { ...later, environment: openOutputs(environment, at) };
  const reason = `what is written to ${file} is not known`;
  if (block) return { ...later, block: { ...block, lines: undefined } };
  return { ...others, environment: openedBy("", environment, reason, at) };
}

/** What was written before may be written again. */
function openOutputs(environment: Environment, at: Place): Environment {
  return environment.withAll(
    [...environment.entries()].flatMap(([name, setting]) =>
      name.startsWith(outputPrefix)
        ? [
            [
              name,
              { ...setting, value: unknown("what is written to GITHUB_OUTPUT is not known", at) },
            ] as const,
          ]
        : [],
    ),
  );
}

/** Lines `NAME=value`, and `NAME<<END` … `END`. */
function writeSettings(later: Later, file: LaterFile, { text, open }: PrintedText, at: Place): Later {
  let { environment, block } = later;
  const prefix = file === "GITHUB_OUTPUT" ? outputPrefix : "";
  const set = (name: string, value: Value): void => {
    environment = environment.with(prefix + name, { value, at, by: `written to ${file}` });
  };
  const valueIn = (piece: string): Value => valueOfPiece(piece, open, (plain) => known(plain, at));
  for (const line of text.replace(/\n$/, "").split("\n")) {
    if (block) {
      if (line === block.end) {
        const { name, lines } = block;
        set(name, lines ? valueIn(lines.join("\n")) : unknown("its lines are not known", at));
        block = undefined;
      } else block = { ...block, lines: block.lines && [...block.lines, line] };
      continue;
    }
    const several = /^([\w-]+)<<(.+)$/.exec(line);
    const one = /^([\w-]+)=(.*)$/.exec(line);
    if (several?.[1] && several[2]) {
      block = { name: several[1], end: several[2], lines: [] };
      set(several[1], unknown("its lines are not known", at));
    } else if (one?.[1]) set(one[1], valueIn(one[2] ?? ""));
    else if (isOpenAtStart(line)) ({ environment } = openLater({ environment }, file, at));
  }
  const { block: _, ...others } = later;
  return block ? { ...others, environment, block } : { ...others, environment };
}

/** Lines that bash reads: `export NAME=value`; of all others nobody says what they set. */
function writeAssignments(later: Later, file: LaterFile, { text, open }: PrintedText, at: Place): Later {
  let { environment } = later;
  for (const line of text.split(/[\n;]/)) {
    const match = /^\s*(?:export\s+)?([A-Za-z_]\w*)=(.*)$/.exec(line);
    const value = match?.[2]?.trim().replace(/^(["'])(.*)\1$/, "$2");
    if (match?.[1] && value !== undefined) {
      const isPlain = !/[$`\\\s"']/.test(value);
      environment = environment.with(match[1], {
        value: isPlain
          ? valueOfPiece(value, open, (plain) => known(plain, at))
          : unknown("bash expands what is written to BASH_ENV", at),
        at,
        by: `written to ${file}`,
      });
    } else if (/\S/.test(line) && !/^\s*#/.test(line))
      ({ environment } = openLater({ environment }, file, at));
  }
  return { ...later, environment };
}

/** Variables that go reads, in the text of a program that writes settings nobody can follow. */
const goVariables =
  /\b(?:GO(?:OS|ARCH|ARM|ARM64|AMD64|FLAGS|PROXY|PRIVATE|NOSUMDB|NOPROXY|SUMDB|TOOLCHAIN|WORK|EXPERIMENT|CACHE|MODCACHE|PATH|ROOT|FIPS140|VCS|AUTH|INSECURE|TMPDIR|DEBUG|ENV)|CGO_[A-Z]+|CC|CXX)\b/g;

/** Variables that decide what a build is, whether or not the text of a program names them. */
const alwaysOpen = [
  "CGO_ENABLED",
  "GOFLAGS",
  "GOOS",
  "GOARCH",
  "GOTOOLCHAIN",
  "GO111MODULE",
  "GOWORK",
  "CC",
  "GOEXPERIMENT",
];

/** What the runner itself sets, and what no step replaces. */
const ofRunner = /^(?:GITHUB_|RUNNER_|output:|export |HOME$|PATH$|CI$|CI_)/;

/** The environment after a program that may set any variable. */
export function openedBy(text: string, environment: Environment, reason: string, at: Place): Environment {
  const names = new Set([
    ...alwaysOpen,
    ...environment.names().filter((name) => !ofRunner.test(name)),
    ...[...text.matchAll(goVariables)].map(([name]) => name),
  ]);
  const settings = [...names].map(
    (name) => [name, { value: unknown(reason, at), at, by: "a program", isPerhapsExported: true }] as const,
  );
  return environment.withAll(settings).withOpenReason(reason);
}

/** The environment after a script in another language: of the variables that it names, or of any. */
export function openedByScript(
  text: string,
  environment: Environment,
  reason: string,
  at: Place,
): Environment {
  const names = namesWrittenLater(text);
  if (!names) return openedBy(text, environment, reason, at);
  const setting = { value: unknown(reason, at), at, by: "a program", isPerhapsExported: true } as const;
  return environment.withAll(names.map((name) => [name, setting] as const));
}

/** Programs that only read such a file, or whose output is taken where it goes. */
const readers = /^(?:cat|source|\.|echo|printf|test|\[|\[\[|ls|grep|export|mkdir|touch|tee|head|wc|if|:)$/;

/** The machine after a command whose text, or program, names such a file and that is not followed. */
export function openLaterBy(
  node: CommandNode,
  program: string | undefined,
  machine: Machine,
  at: Place,
): Machine {
  const { later } = machine;
  if (!later) return machine;
  const name = node.words[0]?.text ?? "";
  const given = node.redirects.map(({ here }) => here?.text ?? "").join(" ");
  const own = readers.test(name) ? "" : `${node.words.map(({ text }) => text).join(" ")} ${given}`;
  const text = laterFileIn(own) ? own : program && laterFileIn(program) ? program : undefined;
  if (text === undefined) return machine;
  const file = laterFileIn(text) ?? "GITHUB_ENV";
  const reason = `${name} may write any variable to ${file}`;
  const environment = /GITHUB_ENV|BASH_ENV/.test(text)
    ? openedByScript(text, later.environment, reason, at)
    : later.environment;
  return {
    ...machine,
    later: {
      ...later,
      environment: /GITHUB_OUTPUT/.test(text) ? openOutputs(environment, at) : environment,
    },
  };
}
