/** Tags that a toolchain switches on by itself: experiments that are on by default, and features of the target. */

export interface ToolTagsQuestion {
  readonly goos: string;
  readonly goarch: string;
  readonly goMinor: number;
  /** Value of GOAMD64, GOARM, GOARM64 … for this architecture; the default of a cross build without it. */
  readonly level?: string | undefined;
}

/** The tool tags of a build without GOEXPERIMENT, as `go list -f '{{context.ToolTags}}'` prints them, in other order. */
export function defaultToolTags(question: ToolTagsQuestion): readonly string[] {
  return [...experiments(question).map((name) => `goexperiment.${name}`), ...featureTags(question)];
}

const experimentsByMinor: Readonly<Record<number, string>> = {
  18: "regabireflect pacerredesign",
  20: "unified coverageredesign",
  21: "coverageredesign",
  22: "coverageredesign allocheaders exectracer2",
  23: "coverageredesign",
  24: "coverageredesign aliastypeparams swissmap synchashtriemap",
  25: "aliastypeparams swissmap synchashtriemap",
  26: "greenteagc randomizedheapbase64",
  27: "jsonv2 greenteagc randomizedheapbase64 sizespecializedmalloc",
};
const newestKnownMinor = 27;

/** First minor version whose calls pass arguments in registers. */
const registerCallsSince: Readonly<Record<string, number>> = {
  amd64: 17,
  arm64: 18,
  ppc64: 18,
  ppc64le: 18,
  riscv64: 19,
  loong64: 22,
  s390x: 26,
};

function experiments({ goos, goarch, goMinor }: ToolTagsQuestion): string[] {
  const minor = Math.min(goMinor, newestKnownMinor);
  const passesInRegisters = (registerCallsSince[goarch] ?? Number.POSITIVE_INFINITY) <= minor;
  const names = passesInRegisters ? ["regabiwrappers", "regabiargs"] : [];
  for (const name of experimentsByMinor[minor]?.split(" ") ?? []) {
    if (name !== "regabireflect" || passesInRegisters) names.push(name);
  }
  if (minor === 24 && ["386", "amd64", "arm", "arm64", "ppc64", "ppc64le"].includes(goarch)) {
    names.push("spinbitmutex");
  }
  if (minor >= 25 && !["darwin", "ios", "aix"].includes(goos)) names.push("dwarf5");
  return names;
}

const FIRST_MINOR_WITH_FEATURE_TAGS = 20;

function featureTags({ goarch, goMinor, level = "" }: ToolTagsQuestion): string[] {
  if (goMinor < FIRST_MINOR_WITH_FEATURE_TAGS) return [];
  switch (goarch) {
    case "386":
      return [`386.${level === "softfloat" ? "softfloat" : "sse2"}`];
    case "amd64":
      return upTo(1, numberIn(/^v([1-4])$/, level) ?? 1, (n) => `amd64.v${n}`);
    case "arm":
      return upTo(
        5,
        numberIn(/^([5-7])(?:,(?:soft|hard)float)?$/, level) ?? (goMinor < 21 ? 5 : 7),
        (n) => `arm.${n}`,
      );
    case "arm64":
      return goMinor < 23 ? [] : arm64Tags(level);
    case "mips":
    case "mipsle":
    case "mips64":
    case "mips64le":
      return [`${goarch}.${level === "softfloat" ? "softfloat" : "hardfloat"}`];
    case "ppc64":
    case "ppc64le":
      return upTo(8, numberIn(/^power(8|9|10)$/, level) ?? 8, (n) => `${goarch}.power${n}`);
    case "riscv64":
      return goMinor < 23 ? [] : riscvTags(level);
    case "wasm":
      return goMinor < 26 ? wasmTags(level) : ["wasm.satconv", "wasm.signext"];
    default:
      return [];
  }
}

function arm64Tags(level: string): string[] {
  const match = /^v([89])\.([0-9])(?:,(?:lse|crypto))*$/.exec(level);
  const isKnown = match !== null && (match[1] === "8" || Number(match[2]) <= 5);
  const [major, minor] = isKnown ? [Number(match[1]), Number(match[2])] : [8, 0];
  const tags = upTo(0, minor, (n) => `arm64.v${major}.${n}`);
  // v9.N contains v8.(N+5).
  return major === 9 ? [...tags, ...upTo(0, Math.min(minor + 5, 9), (n) => `arm64.v8.${n}`)] : tags;
}

function riscvTags(level: string): string[] {
  const profiles = ["rva20u64", "rva22u64", "rva23u64"];
  return profiles.slice(0, Math.max(profiles.indexOf(level), 0) + 1).map((profile) => `riscv64.${profile}`);
}

function wasmTags(level: string): string[] {
  const features = level.split(",");
  return ["satconv", "signext"].filter((name) => features.includes(name)).map((name) => `wasm.${name}`);
}

function numberIn(pattern: RegExp, text: string): number | undefined {
  const digits = pattern.exec(text)?.[1];
  return digits === undefined ? undefined : Number(digits);
}

function upTo(first: number, last: number, name: (n: number) => string): string[] {
  return Array.from({ length: last - first + 1 }, (_, index) => name(first + index));
}
