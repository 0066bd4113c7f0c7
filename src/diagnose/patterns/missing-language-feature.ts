import { languageVersion } from "../../go/go-version.ts";
import { errorReader } from "../error-reader.ts";
import { definePattern, type Evidence, type LogContext } from "../pattern.ts";
import { stdPackageSince, stdSince } from "../std-since.ts";

const readLanguage = errorReader(
  /(?<feature>\S.*?):? requires go(?<wanted>1\.\d+) or later(?: \((?:-lang was set to go(?<lang>1\.\d+); check go\.mod|file declares \/\/go:build go(?<file>1\.\d+))\))?(?: \(\w+\))?$/,
);
const readUndefined = errorReader(
  /undefined: (?<name>(?<package>\w+)\.\w+|any|min|max|clear)(?: \(typecheck\))?$/,
);
const readMember = errorReader(
  /\S+ undefined \(type \*?(?<type>\w+\.\w+) has no field or method (?<member>\w+)\)(?: \(typecheck\))?$/,
);
const readRange = errorReader(
  /cannot range over (?:\S+ \((?:type untyped (?:int|number)|untyped int constant|(?:variable|value|constant \d+) of type u?int\d*)\)|(?<isFunction>func literal|.*\((?:type|value of type|variable of type) func\(yield func\().*)(?: \(typecheck\))?$/,
);
const readGenerics = errorReader(
  /syntax error: (?:unexpected \[, expecting \(|unexpected any, expecting \]|unexpected ~, expecting method or interface name)$/,
);
/** Up to 1.13 go looked for a module where the standard library had no such package. */
const readPackage = errorReader(
  /(?:cannot load |unknown import path "|malformed module path ")(?<package>[\w/]+)"?: (?:cannot find module providing package|missing dot in first path element)/,
);
const builtins: Readonly<Record<string, number>> = { any: 18, min: 21, max: 21, clear: 21 };
/** Packages of other modules have the same names and lack the same functions. */
const ambiguous = /^(?:errors|slices|maps|atomic|slog|cmp|rand)$/;
const inDependency = /(?:^|[/\\])(?:vendor|pkg[/\\]mod)[/\\]/;

/** Source of the words: cmd/compile/internal/types2 (version.go, errors.go, range.go), noder/irgen.go; syntax/parser.go. */
export default definePattern({
  id: "missing-language-feature",
  title: "The code uses more of Go than this build has",
  rules: ["toolchain/go-older-than-module", "toolchain/sites-disagree"],
  needles: [
    " requires go1.",
    " undefined: ",
    " undefined (type ",
    "cannot range over ",
    "cannot find module providing package ",
    "missing dot in first path element",
    "unexpected [, expecting (",
    "unexpected any, expecting ]",
    "unexpected ~, expecting method",
  ],

  explains: ["no-required-module"],

  match(context) {
    const { line } = context;
    const language = readLanguage(line.text);
    if (language?.wanted !== undefined) return ofGoLine(line.text, language);
    const needed = minorNeeded(line.text);
    if (needed === undefined) return undefined;
    // Go before 1.21 names the module's go line below its errors: that is go-too-old.
    const around = neighbours(context);
    if (
      around.some((text) =>
        /^note: (?:module requires Go|imported by a module that requires go) 1\./.test(text),
      )
    )
      return undefined;
    const least = Math.max(needed.minor, ...around.map((text) => minorNeeded(text)?.minor ?? 0));
    return {
      message: `${needed.what} is there from Go 1.${needed.minor} on, and the go that ran does not have it`,
      fix: `Run it with go 1.${least} or newer (image, setup step or version file)`,
      confidence: needed.confidence,
      subject: "running go",
      values: { lang: "" },
    };
  },

  *confirm({ values }, { workspace }): Generator<Evidence> {
    const lang = values?.lang ?? "";
    const lines = workspace.modules.flatMap(({ file, mod }) => (mod.go ? [{ file, go: mod.go }] : []));
    if (lang === "") return;
    const equal = lines.filter(({ go }) => languageVersion(go.version) === lang);
    for (const { file, go } of equal.length > 0 ? equal : lines)
      yield {
        at: { file, span: go.span },
        says: equal.length > 0 ? "confirms" : "contradicts",
        shows: `go ${go.version}`,
      };
  },
});

/** A go that is new enough, held back by a line of a file. */
function ofGoLine(text: string, words: Readonly<Record<string, string | undefined>>) {
  const { wanted = "", lang, file } = words;
  const feature = (words.feature ?? "").replace(/^\S+\.go:\d+:\d+: /, "");
  const place = /(?:^|\s)(\S+?\.go):\d+:\d+: /.exec(text)?.[1] ?? "";
  const by =
    file !== undefined
      ? `the file's own line //go:build go${file}`
      : lang === undefined
        ? "the go line"
        : `the go line of its go.mod (go ${lang})`;
  return {
    message: `${feature}: requires go${wanted} or later, and ${by} allows less`,
    fix:
      file !== undefined
        ? `Write //go:build go${wanted} in ${place === "" ? "the file" : place}, or leave that line out`
        : inDependency.test(text)
          ? "Run go mod vendor again if the code is vendored, else require a version of this module whose go.mod has the right go line"
          : `Run go mod edit -go=${wanted} where go.mod is, or write it without ${feature.startsWith("cannot range") ? "this range" : "this"}`,
    confidence: 0.95,
    subject: file === undefined ? `lang ${lang ?? ""}` : `file ${place}`,
    values: { lang: inDependency.test(text) ? "" : (lang ?? "") },
  };
}

/** What a line misses, and the minor release that brought it. */
function minorNeeded(text: string): { what: string; minor: number; confidence: number } | undefined {
  const missing = readUndefined(text);
  if (missing?.name !== undefined) {
    const minor = builtins[missing.name] ?? stdSince(missing.name);
    const confidence = ambiguous.test(missing.package ?? "") ? 0.7 : 0.85;
    return minor === undefined ? undefined : { what: missing.name, minor, confidence };
  }
  const imported = readPackage(text)?.package;
  if (imported !== undefined) {
    const minor = stdPackageSince(imported);
    return minor === undefined ? undefined : { what: `Package ${imported}`, minor, confidence: 0.93 };
  }
  const member = readMember(text);
  if (member?.type !== undefined) {
    const what = `${member.type}.${member.member}`;
    const minor = stdSince(what);
    return minor === undefined ? undefined : { what, minor, confidence: 0.9 };
  }
  const range = readRange(text);
  if (range)
    return range.isFunction === undefined
      ? { what: "range over a number", minor: 22, confidence: 0.9 }
      : { what: "range over a function", minor: 23, confidence: 0.9 };
  return readGenerics(text) ? { what: "a type parameter", minor: 18, confidence: 0.8 } : undefined;
}

function neighbours({ at }: LogContext): readonly string[] {
  return Array.from({ length: 22 }, (_, index) => at(index - 8 + (index >= 8 ? 1 : 0))?.text ?? "");
}
