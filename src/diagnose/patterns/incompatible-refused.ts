import { errorReader } from "../error-reader.ts";
import { definePattern } from "../pattern.ts";
import { requireEvidence } from "../repository-evidence.ts";

const forms = [
  /(?:(?<module>[^\s@]+)@(?<version>v[^\s:]+): )?(?:invalid version: )?\+incompatible suffix not allowed: (?<why>.+?)$/,
  /(?<module>[^\s@]+)@(?<version>v[^\s:]+\+incompatible): (?:invalid version: )?(?<why>module contains a go\.mod file, so .+?)$/,
  /(?:require|exclude|replace) (?<module>\S+): version "(?<version>v[^"]+\+incompatible)" invalid: (?<why>.+?)$/,
].map(errorReader);

/** Source of the words: cmd/go/internal/modfetch coderepo.go; from 1.15 on a go.mod in the module is told in other words. */
export default definePattern({
  id: "incompatible-refused",
  title: "+incompatible stands on a version that may not have it",
  needles: ["+incompatible suffix not allowed", "+incompatible: ", '+incompatible" invalid'],
  explains: ["major-version-mismatch", "no-required-module"],

  match({ line }) {
    const words = forms.map((read) => read(line.text)).find((found) => found !== undefined);
    if (!words?.why) return undefined;
    const path = words.module ?? "the module";
    const version = words.version ?? "";
    const plain = version.replace("+incompatible", "");
    const major = /^v\d+/.exec(version)?.[0] ?? "v2";
    const isCompatible =
      /is compatible|should be v0 or v1/.test(words.why) || major === "v0" || major === "v1";
    return {
      message: `${path}@${version} is refused: ${words.why}`,
      fix: isCompatible
        ? `Write ${plain || "the version"} without +incompatible`
        : `Require and import ${/\/v\d+$/.test(path) ? path : `${path}/${major}`} ${plain}: since that version the module has a go.mod`,
      confidence: 0.96,
      subject: path,
      values: { path, version },
    };
  },

  *confirm({ values }, repository) {
    yield* requireEvidence(values?.path ?? "", values?.version ?? "", repository);
  },
});
