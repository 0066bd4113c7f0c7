/** What go makes of the value of a variable: takes it, passes over it in silence, or refuses to run. */
import { environmentNames, isKnownName } from "./environment-names.ts";
import { godebugKillsPrograms } from "./godebug.ts";
import { parseGoflags } from "./goflags.ts";
import { knownArch, knownOs, platforms } from "./platforms.ts";

export interface ValueJudgement {
  /** `ineffective`: go behaves as if it were not set, without a word. `refused`: commands that need it stop. */
  readonly verdict: "effective" | "ineffective" | "refused";
  /** Why, as a sentence part; go's own words where it refuses. Empty for effective values. */
  readonly reason: string;
}

export interface ValueQuestion {
  readonly name: string;
  readonly value: string;
  /** Minor version of the go that runs; the newest known without it. */
  readonly goMinor?: number | undefined;
  /** Target, when it is known: a level for another architecture has no effect. */
  readonly goarch?: string | undefined;
}

const NEWEST_MINOR = 27;
const effective: ValueJudgement = { verdict: "effective", reason: "" };

/** Judges one variable; undefined when this table knows nothing about the name's values. */
export function judgeEnvironmentValue(question: ValueQuestion): ValueJudgement | undefined {
  const { name, value } = question;
  const minor = question.goMinor ?? NEWEST_MINOR;
  if (!environmentNames.has(name)) return undefined;
  if (!isKnownName(name, minor)) return ineffective(`Go 1.${minor} does not read ${name}`);
  if (computed.has(name)) return ineffective(`go computes ${name} and never reads it`);
  if (value === "") return ineffective("an empty value counts as not set");
  const level = levels[name];
  if (level) return judgeLevel(question, level, minor);
  return judges[name]?.(value, minor);
}

const computed: ReadonlySet<string> = new Set(
  "GOEXE GOGCCFLAGS GOHOSTARCH GOHOSTOS GOMOD GOVERSION GOTELEMETRY GOTELEMETRYDIR".split(" "),
);

interface Level {
  readonly arches: readonly string[];
  readonly pattern: RegExp;
  readonly refusal: string;
}

const floats = "must be hardfloat, softfloat";
const levels: Readonly<Record<string, Level>> = {
  GOAMD64: { arches: ["amd64"], pattern: /^v[1-4]$/, refusal: "must be v1, v2, v3, v4" },
  GOARM: {
    arches: ["arm"],
    pattern: /^[567](?:,(?:soft|hard)float)?$/,
    refusal: 'must start with 5, 6, or 7, and may optionally end in either ",hardfloat" or ",softfloat"',
  },
  GOARM64: {
    arches: ["arm64"],
    pattern: /^(?:v8\.[0-9]|v9\.[0-5])(?:,(?:lse|crypto))*$/,
    refusal: 'must start with v8.{0-9} or v9.{0-5} and may optionally end in ",lse" and/or ",crypto"',
  },
  GO386: { arches: ["386"], pattern: /^(?:sse2|softfloat)$/, refusal: "must be sse2, softfloat" },
  GOMIPS: { arches: ["mips", "mipsle"], pattern: /^(?:hard|soft)float$/, refusal: floats },
  GOMIPS64: { arches: ["mips64", "mips64le"], pattern: /^(?:hard|soft)float$/, refusal: floats },
  GOPPC64: {
    arches: ["ppc64", "ppc64le"],
    pattern: /^power(?:8|9|10)$/,
    refusal: "must be power8, power9, power10",
  },
  GORISCV64: {
    arches: ["riscv64"],
    pattern: /^rva2[023]u64$/,
    refusal: "must be rva20u64, rva22u64, rva23u64",
  },
  GOWASM: {
    arches: ["wasm"],
    pattern: /^(?:satconv|signext)?(?:,(?:satconv|signext)?)*$/,
    refusal: "no such feature",
  },
};

/** From 1.23 on a later check overwrites what go found wrong with these two. */
const uncheckedSince23: ReadonlySet<string> = new Set(["GOAMD64", "GOARM"]);

function judgeLevel({ name, value, goarch }: ValueQuestion, level: Level, minor: number): ValueJudgement {
  const isForTarget = goarch === undefined || level.arches.includes(goarch);
  if (isAcceptedLevel(name, value, level, minor)) {
    return isForTarget ? effective : ineffective(`the target is ${goarch}`);
  }
  if (uncheckedSince23.has(name) && minor >= 23) {
    return ineffective(`invalid ${name}, passed over since Go 1.23: ${level.refusal}`);
  }
  // Only the compiler looks at GO386, so builds for other targets pass.
  if (name === "GO386" && !isForTarget) return ineffective(`the target is ${goarch}`);
  if (name === "GO386") return refused(`unsupported setting GO386=${value}`);
  return refused(`invalid ${name}: ${refusalOf(name, value, level, minor)}`);
}

function refusalOf(name: string, value: string, { refusal }: Level, minor: number): string {
  if (name === "GORISCV64" && minor < 25) return "must be rva20u64, rva22u64";
  if (name !== "GOWASM") return refusal;
  const strange = value.split(",").find((feature) => !/^(?:satconv|signext|)$/.test(feature));
  return `no such feature ${JSON.stringify(strange)}`;
}

function isAcceptedLevel(name: string, value: string, level: Level, minor: number): boolean {
  if (name === "GOARM" && minor < 22) return /^[567]$/.test(value);
  if (name === "GORISCV64" && minor < 25 && value === "rva23u64") return false;
  return level.pattern.test(value);
}

const oneOf =
  (accepted: readonly string[], refusal: (value: string) => string) =>
  (value: string): ValueJudgement =>
    accepted.includes(value) ? effective : refused(refusal(value));

const judges: Readonly<Record<string, (value: string, minor: number) => ValueJudgement>> = {
  CGO_ENABLED: (value) =>
    value === "0" || value === "1" ? effective : ineffective("only the values 0 and 1 count"),
  GO111MODULE: oneOf(["on", "off", "auto"], (value) => `unknown environment setting GO111MODULE=${value}`),
  GOTOOLCHAIN: judgeToolchain,
  GOFLAGS: judgeGoflags,
  GODEBUG: judgeGodebug,
  GOOS: (value) =>
    platforms.some((pair) => pair.goos === value) ? effective : refused(notBuildable("GOOS", value, knownOs)),
  GOARCH: (value) =>
    platforms.some((pair) => pair.goarch === value)
      ? effective
      : refused(notBuildable("GOARCH", value, knownArch)),
  GOFIPS140: (value) =>
    /^(?:off|latest|inprocess|certified|v1\.[0-9]+\.[0-9]+(?:-rc[0-9]+|-.{8})?)$/.test(value)
      ? effective
      : refused("invalid GOFIPS140: must be off, latest, inprocess, certified, or v1.Y.Z"),
  GOCACHE: (value) => {
    if (value === "off") return refused("build cache is disabled by GOCACHE=off, but required as of Go 1.12");
    return isAbsolute(value) ? effective : refused("GOCACHE is not an absolute path");
  },
  GOPATH: (value) => {
    const entries = value.split(/[:;](?![\\/])/).filter((entry) => entry !== "");
    if (entries.some((entry) => entry.startsWith("~"))) {
      return refused("GOPATH entry cannot start with shell metacharacter '~'");
    }
    return entries.every(isAbsolute) ? effective : refused("GOPATH entry is relative; must be absolute path");
  },
  GOBIN: (value) =>
    isAbsolute(value) ? effective : refused("cannot install, GOBIN must be an absolute path"),
  GOMODCACHE: (value) =>
    isAbsolute(value) ? effective : refused("GOMODCACHE entry is relative; must be absolute path"),
  GOWORK: (value) =>
    value === "off" || value === "auto" || isAbsolute(value)
      ? effective
      : refused("invalid GOWORK: not an absolute path"),
  GOGC: (value) => (value === "off" || isInt32(value) ? effective : ineffective("neither a number nor off")),
  GOMAXPROCS: (value) =>
    isInt32(value) && Number(value) > 0 ? effective : ineffective("not a number above zero"),
  GOMEMLIMIT: (value) =>
    value === "off" || /^[0-9]+(?:B|[KMGT]iB)?$/.test(value) ? effective : refused("malformed GOMEMLIMIT"),
};

function judgeToolchain(value: string): ValueJudgement {
  if (/^(?:local|auto|path)$/.test(value)) return effective;
  const plus = value.indexOf("+");
  const name = plus < 0 ? value : value.slice(0, plus);
  const suffix = plus < 0 ? "" : value.slice(plus);
  const invalid = `invalid GOTOOLCHAIN ${JSON.stringify(value)}`;
  if (name !== "local" && !/^go1(?:\.[0-9]+(?:\.[0-9]+|(?:alpha|beta|rc)[0-9]+)?)?(?:-.*)?$/.test(name)) {
    return refused(invalid);
  }
  if (suffix !== "" && suffix !== "+auto" && suffix !== "+path") {
    return refused(`${invalid}: only version suffixes are +auto and +path`);
  }
  const language = /^go1\.([0-9]+)$/.exec(name)?.[1];
  if (language !== undefined && Number(language) >= 21) {
    return refused(`${name} is a language version but not a toolchain version (${name}.x)`);
  }
  return effective;
}

function judgeGoflags(value: string, minor: number): ValueJudgement {
  const problem = parseGoflags(value, `1.${minor}`).problems[0];
  return problem ? refused(problem.message) : effective;
}

function judgeGodebug(value: string, minor: number): ValueJudgement {
  const fatal = godebugKillsPrograms(value, minor);
  if (!fatal) return effective;
  return refused(`removed GODEBUG "${fatal.name}" set to old value "${fatal.value}" in environment`);
}

function notBuildable(name: string, value: string, knownNames: ReadonlySet<string>): string {
  const isName = knownNames.has(value);
  return isName
    ? `no Go release builds for ${name}=${value}`
    : `unsupported GOOS/GOARCH pair: ${name}=${value}`;
}

function isInt32(value: string): boolean {
  return /^[-+]?[0-9]+$/.test(value) && Math.abs(Number(value)) < 2 ** 31;
}

/** A path that starts at a root, on Unix or on Windows. */
function isAbsolute(path: string): boolean {
  return path.startsWith("/") || /^[A-Za-z]:[\\/]/.test(path) || path.startsWith("\\\\");
}

function ineffective(reason: string): ValueJudgement {
  return { verdict: "ineffective", reason };
}

function refused(reason: string): ValueJudgement {
  return { verdict: "refused", reason };
}
