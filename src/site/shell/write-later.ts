/**
 * What a step writes for the steps that follow: `NAME=value` in $GITHUB_ENV and $GITHUB_OUTPUT, assignments in
 * CircleCI's $BASH_ENV. It is kept apart from the environment, for the commands of the step itself do not see it.
 */
import type { Place } from "../../text/span.ts";
import type { CommandNode, Redirect, ShellNode } from "../../workspace/shell/ast.ts";
import type { Environment } from "../environment.ts";
import type { Later, Machine } from "../machine.ts";
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

/** Where redirects lead standard output: such a file, something else, or nowhere. */
export function outputFile(redirects: readonly Redirect[]): LaterFile | "elsewhere" | undefined {
  const last = redirects.findLast(({ operator }) => /^(?:1?>>?|&>>?|1?>\|)$/.test(operator));
  if (!last?.target) return undefined;
  return laterFileIn(last.target.text) ?? "elsewhere";
}

/** `tee -a "$GITHUB_ENV"` */
export function teeFile(node: ShellNode | undefined): LaterFile | undefined {
  if (node?.kind !== "command" || !/^(?:sudo )?(?:\/usr\/bin\/)?tee\b/.test(node.text)) return undefined;
  return laterFileIn(node.words.map(({ text }) => text).join(" "));
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
  const write = file === "BASH_ENV" ? writeAssignments : writeSettings;
  return { ...machine, later: write(later, file, printed, at) };
}

function openLater({ environment, block }: Later, file: LaterFile, at: Place, reason?: string): Later {
  if (block) return { environment, block: { ...block, lines: undefined } };
  if (file === "GITHUB_OUTPUT") return { environment: openOutputs(environment, at) };
  return { environment: environment.withOpenReason(reason ?? `what is written to ${file} is not known`) };
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
  return block ? { environment, block } : { environment };
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
  return { environment };
}

/** Variables that go reads, in the text of a program that writes settings nobody can follow. */
const goVariables =
  /\b(?:GO(?:OS|ARCH|ARM|ARM64|AMD64|FLAGS|PROXY|PRIVATE|NOSUMDB|NOPROXY|SUMDB|TOOLCHAIN|WORK|EXPERIMENT|CACHE|MODCACHE|PATH|ROOT|FIPS140|VCS|AUTH|INSECURE|TMPDIR|DEBUG|ENV)|CGO_[A-Z]+|CC|CXX)\b/g;

/** The environment after a program that may set any variable, above all those that its text names. */
export function openedBy(text: string, environment: Environment, reason: string, at: Place): Environment {
  const names = new Set([...text.matchAll(goVariables)].map(([name]) => name));
  const settings = [...names].map(
    (name) => [name, { value: unknown(reason, at), at, by: "a program" }] as const,
  );
  return environment.withAll(settings).withOpenReason(reason);
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
  const name = node.words[0]?.text ?? "";
  const own = readers.test(name) ? "" : node.words.map(({ text }) => text).join(" ");
  const text = laterFileIn(own) ? own : program && laterFileIn(program) ? program : undefined;
  if (!later || text === undefined) return machine;
  const file = laterFileIn(text) ?? "GITHUB_ENV";
  const reason = `${name} may write any variable to ${file}`;
  const environment = /GITHUB_ENV|BASH_ENV/.test(text)
    ? openedBy(text, later.environment, reason, at)
    : later.environment;
  return {
    ...machine,
    later: { environment: /GITHUB_OUTPUT/.test(text) ? openOutputs(environment, at) : environment },
  };
}
