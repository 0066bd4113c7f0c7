/** Which flags each go subcommand takes in which version, and how go reads a command line. */
import { flagWords, toolFlagWords } from "./flag-data.ts";
import { minorOfGoVersion } from "./minor-version.ts";
import { splitGoFields } from "./white-space.ts";

export interface FlagSpec {
  readonly name: string;
  readonly isBoolean: boolean;
  /** First minor version that has it; 0 when older than the table. */
  readonly since: number;
  /** First minor version without it; undefined while it lives. */
  readonly until: number | undefined;
}

export interface GoFlag {
  /** Without dashes. */
  readonly name: string;
  /** Undefined for a boolean flag without `=`, and for a flag whose value is missing. */
  readonly value: string | undefined;
  /** Index in the arguments. */
  readonly index: number;
  /** Index of the argument that carries the value: the same, or the next. */
  readonly valueIndex: number | undefined;
  /** Undefined for flags that the subcommand does not have. */
  readonly spec: FlagSpec | undefined;
}

export interface GoArgumentProblem {
  readonly kind: "unknown-command" | "unknown-flag" | "other-version" | "missing-value";
  /** Go's own words where it has some. */
  readonly message: string;
  readonly index: number;
  readonly name: string;
  /** For `other-version`: the versions that have the flag. */
  readonly since?: number;
  readonly until?: number;
}

export interface GoArguments {
  readonly flags: readonly GoFlag[];
  /** Packages, files, modules; for `run` and `tool` also everything handed to the program. */
  readonly operands: readonly string[];
  readonly operandIndexes: readonly number[];
  /** Arguments that `go test` hands to the test binary. */
  readonly passedOn: readonly string[];
  readonly problems: readonly GoArgumentProblem[];
}

const tables = new Map<string, ReadonlyMap<string, FlagSpec>>();

/** The flags of a subcommand (`build`, `mod tidy`) by name; undefined for a subcommand go does not have. */
export function flagsOfSubcommand(subcommand: string): ReadonlyMap<string, FlagSpec> | undefined {
  const words = flagWords[subcommand];
  if (words === undefined) return undefined;
  let table = tables.get(subcommand);
  if (!table) {
    const all = splitGoFields(`${words} ${toolFlagWords[subcommand] ?? ""}`);
    table = new Map(all.map(parseFlagWord).map((spec) => [spec.name, spec]));
    tables.set(subcommand, table);
  }
  return table;
}

/** Every subcommand of the table; nested ones as two words. */
export const subcommands: readonly string[] = Object.keys(flagWords);

const subcommandsSince: Readonly<Record<string, number>> = {
  telemetry: 23,
  "work edit": 18,
  "work init": 18,
  "work sync": 18,
  "work use": 18,
  "work vendor": 22,
};

/** Whether go 1.N has the subcommand; without N, whether any version of the table has it. */
export function hasSubcommand(subcommand: string, goMinor?: number): boolean {
  if (!(subcommand in flagWords)) return false;
  return goMinor === undefined || goMinor >= (subcommandsSince[subcommand] ?? 0);
}

/** Whether a flag lives in Go 1.N. */
export function isFlagIn(spec: FlagSpec, goMinor: number): boolean {
  return spec.since <= goMinor && (spec.until === undefined || goMinor < spec.until);
}

/** Whether GOFLAGS may carry the flag: some subcommand of Go 1.N (of any version without N) defines it. */
export function isKnownGoFlag(name: string, goMinor?: number): boolean {
  return ownFlagsNamed(name).some((spec) => goMinor === undefined || isFlagIn(spec, goMinor));
}

/** Whether the flag needs a value in every subcommand that has it. */
export function alwaysNeedsValue(name: string): boolean {
  const specs = ownFlagsNamed(name);
  return specs.length > 0 && specs.every((spec) => !spec.isBoolean);
}

let ownFlags: ReadonlyMap<string, readonly FlagSpec[]> | undefined;

/** GOFLAGS is judged once for every command, so the flags of all subcommands are gathered by name once. */
function ownFlagsNamed(name: string): readonly FlagSpec[] {
  ownFlags ??= gatherOwnFlags();
  return ownFlags.get(name) ?? [];
}

function gatherOwnFlags(): ReadonlyMap<string, readonly FlagSpec[]> {
  const gathered = new Map<string, FlagSpec[]>();
  for (const spec of subcommands.flatMap(ownFlagsOf)) {
    const known = gathered.get(spec.name);
    if (known) known.push(spec);
    else gathered.set(spec.name, [spec]);
  }
  return gathered;
}

/** The flags that go itself reads; those of the tool behind it (`vet`, `fix`) are not among them. */
function ownFlagsOf(subcommand: string): readonly FlagSpec[] {
  const toolFlags = new Set(
    splitGoFields(toolFlagWords[subcommand] ?? "").map((word) => parseFlagWord(word).name),
  );
  return [...(flagsOfSubcommand(subcommand)?.values() ?? [])].filter(({ name }) => !toolFlags.has(name));
}

function parseFlagWord(word: string): FlagSpec {
  const [, name = "", mark, since = "0", until] = /^([^!@]+)(!)?(?:@(\d+)(?:-(\d+))?)?$/.exec(word) ?? [];
  return {
    name,
    isBoolean: mark === "!",
    since: Number(since),
    until: until === undefined ? undefined : Number(until),
  };
}

/** Reads the arguments after a subcommand as go does; with a version, flags of other versions are problems. */
export function parseGoArguments(
  subcommand: string,
  args: readonly string[],
  goVersion?: string,
): GoArguments {
  const goMinor = goVersion === undefined ? undefined : minorOfGoVersion(goVersion);
  const table = flagsOfSubcommand(subcommand);
  const parser = new ArgumentParser({ args, table: table ?? new Map(), goMinor });
  if (!table || !hasSubcommand(subcommand, goMinor)) {
    parser.report("unknown-command", `go ${subcommand}: unknown command`, { index: -1, name: subcommand });
  }
  if (subcommand === "test") parser.parseTest();
  else parser.parse();
  return parser;
}

/** How far a flag reaches: `next` is the first argument behind it and its value. */
type Step =
  | { readonly kind: "flag"; readonly next: number; readonly flag: GoFlag }
  | { readonly kind: "end" }
  | { readonly kind: "operand" };

class ArgumentParser implements GoArguments {
  readonly flags: GoFlag[] = [];
  readonly operands: string[] = [];
  readonly operandIndexes: number[] = [];
  readonly passedOn: string[] = [];
  readonly problems: GoArgumentProblem[] = [];
  readonly #args: readonly string[];
  readonly #table: ReadonlyMap<string, FlagSpec>;
  readonly #goMinor: number | undefined;

  constructor(parts: {
    args: readonly string[];
    table: ReadonlyMap<string, FlagSpec>;
    goMinor: number | undefined;
  }) {
    this.#args = parts.args;
    this.#table = parts.table;
    this.#goMinor = parts.goMinor;
  }

  report(
    kind: GoArgumentProblem["kind"],
    message: string,
    at: { index: number; name: string; since?: number; until?: number },
  ): void {
    this.problems.push({ kind, message, ...at });
  }

  parse(): void {
    let at = 0;
    while (at < this.#args.length) {
      const step = this.#step(at);
      if (step.kind === "operand") break;
      if (step.kind === "end") {
        at++;
        break;
      }
      this.#judge(step.flag);
      at = step.next;
    }
    for (; at < this.#args.length; at++) this.#operand(at);
  }

  /** `go test` takes its flags before and after the packages, and hands on what it does not know. */
  parseTest(): void {
    let at = 0;
    let packages: "not yet" | "reading" | "complete" = "not yet";
    let isAfterLooseFlag = false;
    while (at < this.#args.length) {
      const wasAfterLooseFlag = isAfterLooseFlag;
      isAfterLooseFlag = false;
      const step = this.#step(at);
      if (step.kind === "end") {
        this.#passOnFrom(at);
        return;
      }
      if (step.kind === "operand") {
        if (packages !== "complete") {
          packages = "reading";
          this.#operand(at++);
        } else if (wasAfterLooseFlag) {
          this.passedOn.push(this.#args[at++] ?? "");
        } else {
          this.#passOnFrom(at);
          return;
        }
        continue;
      }
      if (packages === "reading") packages = "complete";
      if (step.flag.spec) {
        this.#judge(step.flag);
        at = step.next;
        continue;
      }
      packages = "complete";
      if (step.flag.name === "args") {
        this.#passOnFrom(at + 1);
        return;
      }
      this.passedOn.push(this.#args[at++] ?? "");
      isAfterLooseFlag = step.flag.value === undefined;
    }
  }

  #operand(at: number): void {
    this.operands.push(this.#args[at] ?? "");
    this.operandIndexes.push(at);
  }

  #passOnFrom(at: number): void {
    this.passedOn.push(...this.#args.slice(at));
  }

  #step(index: number): Step {
    const arg = this.#args[index] ?? "";
    if (arg === "--") return { kind: "end" };
    const match = /^--?(?![-=])([^=]+)(?:=([\s\S]*))?$/.exec(arg);
    if (!match) return { kind: "operand" };
    const [, name = "", value] = match;
    const spec = this.#table.get(name);
    const flag = { name, index, spec };
    if (value !== undefined)
      return { kind: "flag", next: index + 1, flag: { ...flag, value, valueIndex: index } };
    const following = this.#args[index + 1];
    if (!spec || spec.isBoolean || following === undefined) {
      return { kind: "flag", next: index + 1, flag: { ...flag, value: undefined, valueIndex: undefined } };
    }
    return { kind: "flag", next: index + 2, flag: { ...flag, value: following, valueIndex: index + 1 } };
  }

  #judge(flag: GoFlag): void {
    this.flags.push(flag);
    const { spec, name, index } = flag;
    if (name === "h" || name === "help") return;
    const undefinedFlag = `flag provided but not defined: -${name}`;
    if (!spec) this.report("unknown-flag", undefinedFlag, { index, name });
    else if (this.#goMinor !== undefined && !isFlagIn(spec, this.#goMinor)) {
      const until = spec.until === undefined ? {} : { until: spec.until };
      this.report("other-version", undefinedFlag, { index, name, since: spec.since, ...until });
    }
    if (spec && !spec.isBoolean && flag.value === undefined) {
      this.report("missing-value", `flag needs an argument: -${name}`, { index, name });
    }
  }
}
