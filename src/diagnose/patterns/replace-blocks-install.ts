import { bareLine } from "../bare-line.ts";
import { errorReader } from "../error-reader.ts";
import { definePattern, type Evidence } from "../pattern.ts";

const read = errorReader(
  /The go\.mod file for the module providing named packages contains one or(?: more (?<inline>\w+) directives)?/,
);
const second = /^\s*more (?<directive>replace|exclude) directives\./;
/** `go: PACKAGE@QUERY (in MODULE@VERSION):`; go 1.16 has the module behind a colon. */
const asked =
  /(?<package>[^\s@]+)@(?<query>[^\s:]+)(?::| \(in) (?<module>[^\s@]+)@(?<version>[^\s:)]+)\)?:?$/;

/** Source of the words: cmd/go/internal/load pkg.go (1.17 on), work build.go (1.16). */
export default definePattern({
  id: "replace-blocks-install",
  title: "go install refuses a module with replace or exclude lines",
  rules: ["modules/replace-blocks-install"],
  needles: ["The go.mod file for the module providing named packages contains"],

  match({ line, at }) {
    const words = read(line.text);
    if (!words) return undefined;
    const next = at(1);
    const directive = words.inline ?? second.exec(bareLine(next?.text ?? ""))?.groups?.directive ?? "replace";
    const above = at(-1);
    const { package: name = "", module = "", version = "" } = asked.exec(above?.text ?? "")?.groups ?? {};
    const owner = module === "" ? "the module" : `${module}@${version}`;
    return {
      message: `the go.mod of ${owner} has ${directive} lines, and go install or go run of a version takes no module that has them`,
      fix: `Clone ${module || "the repository"} at that tag and run go install ${
        name === module || name === "" ? "." : `.${name.slice(module.length)}`
      } there, take its released binary, or ask for a version without ${directive} lines`,
      confidence: 0.97,
      lines: module === "" || !above ? [] : [above.number],
      subject: owner,
      values: { module, directive },
    };
  },

  *confirm({ values }, { workspace }): Iterable<Evidence> {
    for (const { file, mod } of workspace.modules) {
      if (mod.module?.path !== values?.module) continue;
      for (const { span } of values?.directive === "exclude" ? mod.excludes : mod.replaces)
        yield { at: { file, span }, says: "confirms", shows: `${values?.directive ?? "replace"} line` };
    }
  },
});
