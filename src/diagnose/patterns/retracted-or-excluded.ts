import { excludesOf } from "../../go/modfile/lines-of-path.ts";
import { errorReader } from "../error-reader.ts";
import { definePattern } from "../pattern.ts";

const read = errorReader(
  /(?<module>[^\s@]+)@(?<version>v[^\s:]+): (?:(?<excluded>excluded by go\.mod)|retracted by module author(?:: (?<why>.+))?)$/,
);

/** Source of the words: cmd/go/internal/modload modfile.go. A retraction is as a rule only a warning. */
export default definePattern({
  id: "retracted-or-excluded",
  title: "The version that is asked for is shut out",
  needles: [": excluded by go.mod", ": retracted by module author"],

  match({ line }) {
    const words = read(line.text);
    if (!words || /warning: *$/.test(words.before ?? "")) return undefined;
    const { module = "", version = "", why } = words;
    const isExcluded = words.excluded !== undefined;
    return {
      message: isExcluded
        ? `${module} ${version} is asked for, and an exclude line of go.mod forbids it`
        : `${module} ${version} was retracted by its author${why === undefined ? "" : `: ${why}`}`,
      fix: isExcluded
        ? `Ask for another version of ${module}, or delete the line exclude ${module} ${version}`
        : `Ask for a version that stands: go get ${module}@latest`,
      confidence: isExcluded ? 0.95 : 0.6,
      subject: `${module}@${version}`,
      values: { module, version },
    };
  },

  *confirm({ values }, { workspace }) {
    for (const { file, mod } of workspace.modules)
      for (const { path, version, span } of excludesOf(mod, values?.module ?? ""))
        if (version === values?.version)
          yield { at: { file, span }, says: "confirms", shows: `exclude ${path} ${version}` };
  },
});
