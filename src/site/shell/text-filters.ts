/**
 * The text tools by which scripts read a version or a path out of a file (awk, sed, grep, cut, head, tr …),
 * in the forms that appear there. Anything else gives undefined: then the output is not known.
 */
import { boundedExpression } from "../../text/bounded-expression.ts";

type Filter = (args: readonly string[], input: string) => string | undefined;

const filters: ReadonlyMap<string, Filter> = new Map<string, Filter>([
  ["cat", (args, input) => (args.length === 0 || args[0] === "-" ? input : undefined)],
  ["head", (args, input) => lineAt(args, input, "first")],
  ["tail", (args, input) => lineAt(args, input, "last")],
  // Quotes and backslashes mean something to xargs.
  [
    "xargs",
    (args, input) => (args.length === 0 && !/["'\\]/.test(input) ? `${words(input).join(" ")}\n` : undefined),
  ],
  ["cut", cut],
  ["tr", translate],
  ["awk", awk],
  ["gawk", awk],
  ["sed", sed],
  ["grep", grep],
  ["egrep", (args, input) => grep(["-E", ...args], input)],
]);

/** What a tool prints for its arguments and its input; undefined when that is not known. */
export function filterText(name: string, args: readonly string[], input: string): string | undefined {
  return filters.get(name)?.(args, input);
}

/** The arguments of a tool without the file that it reads, and that file. */
export function splitFile(
  name: string,
  args: readonly string[],
): { readonly args: readonly string[]; readonly file: string | undefined } {
  if (!filters.has(name)) return { args, file: undefined };
  const valued = valuedOptions.get(name) ?? [];
  const script =
    name === "awk" || name === "gawk" || name === "sed" || /grep$/.test(name) ? 1 : name === "tr" ? 2 : 0;
  const operands: number[] = [];
  let hasScript = false;
  for (let index = 0; index < args.length; index++) {
    const word = args[index] ?? "";
    if (word === "-e") hasScript = true;
    if (valued.includes(word)) index++;
    else if (!word.startsWith("-") || word === "-") operands.push(index);
  }
  const needed = hasScript ? 0 : script;
  if (operands.length !== needed + 1) return { args, file: undefined };
  const last = operands.at(-1) ?? 0;
  return { args: args.filter((_, index) => index !== last), file: args[last] };
}

const valuedOptions: ReadonlyMap<string, readonly string[]> = new Map([
  ["head", ["-n", "-c"]],
  ["tail", ["-n"]],
  ["cut", ["-d", "-f", "-c"]],
  ["awk", ["-F", "-v"]],
  ["gawk", ["-F", "-v"]],
  ["sed", ["-e"]],
  ["grep", ["-m", "-e"]],
  ["egrep", ["-m", "-e"]],
]);

function linesOf(text: string): readonly string[] {
  const lines = text.split("\n");
  if (lines.at(-1) === "") lines.pop();
  return lines;
}

function words(text: string): readonly string[] {
  return text.split(/\s+/).filter((word) => word !== "");
}

/** Tools count bytes. */
function isAscii(text: string): boolean {
  return /^\p{ASCII}*$/u.test(text);
}

function lineAt(args: readonly string[], input: string, end: "first" | "last"): string | undefined {
  const length = end === "first" ? /^-c\s*(\d+)$/.exec(args.join(" "))?.[1] : undefined;
  if (length !== undefined) return isAscii(input) ? input.slice(0, Number(length)) : undefined;
  const count = /^-(?:n\s*)?(\d+)$/.exec(args.join(" "))?.[1] ?? (args.length === 0 ? "10" : undefined);
  if (count === undefined) return undefined;
  const lines = linesOf(input);
  const kept = end === "first" ? lines.slice(0, Number(count)) : lines.slice(-Number(count));
  return kept.join("\n");
}

function cut(args: readonly string[], input: string): string | undefined {
  const all = args.join("\0");
  const delimiter = /(?:^|\0)-d\0?([\s\S])/.exec(all)?.[1] ?? "\t";
  const range = /(?:^|\0)-f\0?(\d+)(-?)(?:\0|$)/.exec(all);
  if (!range?.[1]) return undefined;
  const first = Number(range[1]) - 1;
  return linesOf(input)
    .map((line) => {
      if (!line.includes(delimiter)) return line;
      const fields = line.split(delimiter);
      return range[2] === "-" ? fields.slice(first).join(delimiter) : (fields[first] ?? "");
    })
    .join("\n");
}

/** `tr -d CHARS` and `tr A B` of single characters. */
/** Brackets around a range are letters of their own: on one side alone they shift the other letters. */
const toLower = /^(?:(?:\[:upper:\]|A-Z) (?:\[:lower:\]|a-z)|\[A-Z\] \[a-z\])$/;
const toUpper = /^(?:(?:\[:lower:\]|a-z) (?:\[:upper:\]|A-Z)|\[a-z\] \[A-Z\])$/;

function translate(args: readonly string[], input: string): string | undefined {
  const withControls = (text: string): string =>
    text.replace(/\\n/g, "\n").replace(/\\r/g, "\r").replace(/\\t/g, "\t");
  const [first = "", second] = args;
  if (first === "-d" && second !== undefined) {
    const gone = second === "[:space:]" ? undefined : withControls(second);
    if (gone === undefined) return input.replace(/\s/g, "");
    if (/[[\]-]/.test(gone)) return undefined;
    return [...input].filter((character) => !gone.includes(character)).join("");
  }
  const letters = `${first} ${second}`;
  if (toLower.test(letters)) return isAscii(input) ? input.toLowerCase() : undefined;
  if (toUpper.test(letters)) return isAscii(input) ? input.toUpperCase() : undefined;
  if (first.length !== 1 || second?.length !== 1) return undefined;
  return input.split(first).join(second);
}

/** `awk [-F x] '[/re/ | $n == "text"] {print $n[; exit]}'`. */
function awk(args: readonly string[], input: string): string | undefined {
  const rest = [...args];
  let separator: RegExp | string = " ";
  const flag = /^-F([\s\S]*)$/.exec(rest[0] ?? "");
  if (flag) {
    rest.shift();
    const text = flag[1] || rest.shift() || "";
    separator =
      text.length === 1 && text !== " " ? text : (regexOf(text, { style: "extended", input }) ?? "");
    if (separator === "") return undefined;
  }
  if (rest.length !== 1) return undefined;
  const program =
    /^\s*(?:\/((?:[^/\\]|\\.)*)\/|\$(\d+)\s*==\s*"([^"]*)"|NR\s*==\s*(\d+))?\s*\{\s*print\s+\$(\d+|NF);?\s*(exit)?;?\s*\}\s*$/.exec(
      rest[0] ?? "",
    );
  if (!program) return undefined;
  const [, pattern, column, wanted, row, printed, exits] = program;
  const regex =
    pattern === undefined ? undefined : regexOf(pattern.replace(/\\\//g, "/"), { style: "extended", input });
  if (pattern !== undefined && !regex) return undefined;
  const output: string[] = [];
  for (const [index, line] of linesOf(input).entries()) {
    const fields = separator === " " ? words(line) : line.split(separator);
    const field = (number: string): string => {
      if (number === "0") return line;
      return (number === "NF" ? fields.at(-1) : fields[Number(number) - 1]) ?? "";
    };
    if (regex && !regex.test(line)) continue;
    if (column !== undefined && field(column) !== wanted) continue;
    if (row !== undefined && index + 1 !== Number(row)) continue;
    output.push(field(printed ?? "0"));
    if (exits) break;
  }
  return output.join("\n");
}

/** `sed [-n] [-E] 's/re/text/[g][p]'`, several with -e; an address before the s is a pattern. */
function sed(args: readonly string[], input: string): string | undefined {
  const options = args.filter((word) => /^-[a-zA-Z]+$/.test(word)).join("");
  if (/[^-nErse]/.test(options)) return undefined;
  const scripts = args.filter((word) => !/^-[a-zA-Z]+$/.test(word));
  const style = /[Er]/.test(options) ? "extended" : "basic";
  const steps: { regex: RegExp; to: string; prints: boolean; only: RegExp | undefined }[] = [];
  for (const script of scripts.flatMap((each) => each.split(/;\s*(?=s\W)/))) {
    const step = /^(?:\/((?:[^/\\]|\\.)*)\/\s*)?s(\W)([\s\S]*)$/.exec(script.trim());
    const mark = step?.[2];
    if (!step || mark === undefined) return undefined;
    const parts = (step[3] ?? "").split(mark);
    if (parts.length !== 3) return undefined;
    const [from = "", to = "", flags = ""] = parts;
    const regex = regexOf(from, { style, input, flags: flags.includes("g") ? "g" : "" });
    const only = step[1] === undefined ? undefined : regexOf(step[1], { style, input });
    if (!regex || !/^[gp]*$/.test(flags) || (step[1] !== undefined && !only)) return undefined;
    steps.push({
      regex,
      to: to
        .replace(/\$/g, "$$$$")
        .replace(/\\(\d)/g, "$$$1")
        .replace(/(?<!\\)&/g, "$$&"),
      prints: flags.includes("p"),
      only,
    });
  }
  if (steps.length === 0) return undefined;
  const isQuiet = /n/.test(options);
  const output: string[] = [];
  for (const line of linesOf(input)) {
    let current = line;
    for (const { regex, to, prints, only } of steps) {
      if (only && !only.test(current)) continue;
      const before = current;
      const isHit = new RegExp(regex.source, regex.flags.replace("g", "")).test(current);
      current = current.replace(regex, to);
      if (prints && isHit && (before !== current || isHit)) output.push(current);
    }
    if (!isQuiet) output.push(current);
  }
  return output.join("\n");
}

/** `grep [-E] [-o] [-v] [-w] [-m 1] [-i] PATTERN`. */
function grep(args: readonly string[], input: string): string | undefined {
  const options = args.filter((word) => /^-[a-zA-Z]+\d*$/.test(word)).join("");
  if (/[^-EoPmiwhsev\d]/.test(options)) return undefined;
  const operands = args.filter((word, index) => !/^-[a-zA-Z]+\d*$/.test(word) && !(args[index - 1] === "-m"));
  const [pattern] = operands;
  if (pattern === undefined || operands.length !== 1) return undefined;
  const isPerl = options.includes("P");
  // \K keeps what follows it out of the match's start.
  const kept = isPerl ? pattern.split("\\K") : [pattern];
  if (kept.length > 2) return undefined;
  const source = kept.length === 2 ? `(?<=${kept[0]})${kept[1]}` : pattern;
  const isInverted = options.includes("v");
  // Whole words: the plain ends that need no brackets.
  if (options.includes("w") && !/^\w+$/.test(pattern)) return undefined;
  const regex = regexOf(options.includes("w") ? `\\b${source}\\b` : source, {
    style: isPerl ? "perl" : options.includes("E") ? "extended" : "basic",
    input,
    flags: options.includes("i") ? "gi" : "g",
  });
  if (!regex) return undefined;
  const first = /m/.test(options) ? 1 : Number.POSITIVE_INFINITY;
  const hits = linesOf(input)
    .filter((line) => (line.match(regex) === null) === isInverted)
    .slice(0, first);
  if (!options.includes("o")) return hits.join("\n");
  if (isInverted) return "";
  return hits.flatMap((line) => line.match(regex) ?? []).join("\n");
}

/** A POSIX expression as one of this language; undefined when it uses what is not translated, or could take too long on the input. */
function regexOf(
  source: string,
  { style, input, flags = "" }: { style: "basic" | "extended" | "perl"; input: string; flags?: string },
): RegExp | undefined {
  let text = source;
  if (style === "basic") {
    // In basic expressions the marks ( ) { } + ? | are plain, and special behind a backslash.
    text = text.replace(/\\?[(){}+?|]/g, (mark) => (mark.startsWith("\\") ? mark.slice(1) : `\\${mark}`));
  }
  text = text
    .replaceAll("[[:space:]]", "\\s")
    .replaceAll("[:space:]", "\\s")
    .replaceAll("[[:digit:]]", "\\d")
    .replaceAll("[:digit:]", "\\d")
    .replaceAll("[[:blank:]]", "[ \\t]");
  if (/\[:[a-z]+:\]/.test(text)) return undefined;
  const longestLine = linesOf(input).reduce((longest, line) => Math.max(longest, line.length), 0);
  return boundedExpression(text, { flags, longestLine });
}
