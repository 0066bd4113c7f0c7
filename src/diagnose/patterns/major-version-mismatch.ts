import { errorReader } from "../error-reader.ts";
import { definePattern } from "../pattern.ts";
import { requireEvidence } from "../repository-evidence.ts";

const at = String.raw`(?:(?<module>[^\s@]+)@(?<version>v[^\s:]+): )`;
const forms = [
  `(?:${at}(?:invalid version: )?|(?:require|exclude|replace) (?<required>\\S+): version "(?<asked>[^"]+)" invalid: )?module contains a go\\.mod file, so (?:module path must match major version \\("(?<path>[^"]+)"\\)|major version must be compatible: should be .+?, not (?<major>v\\d+))`,
  `${at}?(?:invalid version: )?module path includes a major version suffix, so major version must match`,
  `(?:(?:require|exclude|replace) (?<required>\\S+): version "(?<asked>v[^"+]+)" invalid|${at}(?:version "v[^"+]+" invalid|invalid version)): should be (?<should>.+?), not (?<is>v\\d+)`,
  `invalid module: (?<named>\\S+) should be (?<wanted>.+?), not v\\d+ \\((?<old>v\\S+)\\)`,
  `${at}?(?:invalid version: )?\\S*go\\.mod has (?:non-\\S+|post-v\\d+) module path "(?<declared>[^"]+)"(?: \\(and \\S+ does not exist\\))? at revision (?<revision>\\S+)`,
  `${at}?(?:invalid version: )?missing \\S*go\\.mod and \\.\\.\\.(?<suffix>\\S+)/go\\.mod at revision (?<tag>\\S+)`,
].map((source) => errorReader(new RegExp(source)));

/** Source of the words: cmd/go/internal/modfetch coderepo.go, x/mod modfile rule.go and module.go; modfile rule.go (1.12). */
export default definePattern({
  id: "major-version-mismatch",
  title: "The major version and the module path do not fit each other",
  rules: ["modules/version-does-not-match-path"],
  needles: [
    "module contains a go.mod file, so ",
    "module path includes a major version suffix",
    " invalid: should be v",
    "invalid version: should be v",
    "invalid module: ",
    "go.mod has non-",
    "go.mod has post-v",
    "invalid version: missing ",
  ],
  explains: ["no-required-module", "unknown-revision"],

  match({ line }) {
    const words = forms.map((read) => read(line.text)).find((found) => found !== undefined);
    if (!words || words.version?.endsWith("+incompatible")) return undefined;
    const path =
      words.module ?? words.required ?? words.named ?? words.path?.replace(/\/v\d+$/, "") ?? "the module";
    const version = words.version ?? words.asked ?? words.old ?? words.revision ?? words.tag ?? "";
    const name = version === "" ? path : `${path}@${version}`;
    return {
      ...judge(words, path, name, version),
      confidence: 0.96,
      subject: path,
      values: { path, version },
    };
  },

  *confirm({ values }, repository) {
    yield* requireEvidence(values?.path ?? "", values?.version ?? "", repository);
  },
});

type Words = Readonly<Record<string, string | undefined>>;

function judge(words: Words, path: string, name: string, version: string): { message: string; fix: string } {
  const major = words.major ?? words.is ?? /^v\d+/.exec(version)?.[0] ?? "v2";
  if (words.declared !== undefined)
    return {
      message: `${name} is asked for, and its go.mod declares ${words.declared}`,
      fix: `Require ${words.declared} under its own path, or have the author publish ${version || "a version"} with a go.mod that declares ${path}`,
    };
  if (words.suffix !== undefined)
    return {
      message: `${name} is asked for, and the repository holds no go.mod for ${words.suffix.slice(1)} at that revision`,
      fix: `Ask for a tag that has a go.mod with ${words.suffix.slice(1)} in its module path, or require the path without ${words.suffix}`,
    };
  if (/\/v\d+$|\.v\d+$/.test(path))
    return {
      message: `${name} has a major version in its path that its version does not have`,
      fix: `Ask ${path} for a version of ${/v\d+$/.exec(path)?.[0]}, or take the suffix off the path in go.mod and imports`,
    };
  return {
    message: `${name} is a module of ${major} asked for under the path of v0 and v1`,
    fix: `Require and import ${words.path ?? `${path}/${major}`}; if the author's go.mod does not say so, stay on v1 or name the commit (go get ${path}@COMMIT)`,
  };
}
