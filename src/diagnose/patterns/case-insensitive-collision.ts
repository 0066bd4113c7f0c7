import { errorReader } from "../error-reader.ts";
import { definePattern } from "../pattern.ts";
import { requireEvidence } from "../repository-evidence.ts";

const read = errorReader(
  /case-insensitive (?<kind>import|file name) collision: "(?<one>[^"]+)" and "(?<other>[^"]+)"/,
);

/** Source of the words: cmd/go/internal/load pkg.go, modcmd vendor.go, x/mod zip. */
export default definePattern({
  id: "case-insensitive-collision",
  title: "Two names differ only by case",
  rules: ["modules/paths-differ-by-case"],
  needles: ["case-insensitive import collision: ", "case-insensitive file name collision: "],

  match({ line }) {
    const words = read(line.text);
    if (!words?.one || !words.other) return undefined;
    const { one, other } = words;
    const names = [one, other].sort();
    const lower = names.find((name) => name === name.toLowerCase());
    return {
      message: `${one} and ${other} differ only by case, and the build holds both`,
      fix:
        words.kind === "import"
          ? `Write one spelling everywhere${lower === undefined ? "" : `, as a rule ${lower}`}: look with go mod why -m for the dependency that brings the other, and raise or replace it`
          : `Rename or delete one of ${names.join(" and ")}: file systems of macOS and Windows hold only one of them`,
      confidence: 0.97,
      subject: names.join(" ").toLowerCase(),
      values: { one, other },
    };
  },

  *confirm({ values }, repository) {
    for (const path of [values?.one ?? "", values?.other ?? ""])
      for (const { mod } of repository.workspace.modules)
        for (const { path: required, version } of mod.requires)
          if (path === required || path.startsWith(`${required}/`))
            yield* requireEvidence(required, version, repository);
  },
});
