import { bareLine } from "../bare-line.ts";
import { errorReader } from "../error-reader.ts";
import { definePattern } from "../pattern.ts";
import { importEvidence } from "../repository-evidence.ts";

const read = errorReader(/use of (?<kind>internal|vendored) package(?: (?<package>\S+))? not allowed/);
const importer = /^package (?<package>\S+)$/;
const imported = /imports (?<package>\S+?)(?: from \S+)?: use of /;

/** Source of the words: cmd/go/internal/load pkg.go. */
export default definePattern({
  id: "internal-package",
  title: "A package below internal is imported from outside of its parent",
  needles: ["use of internal package ", "use of vendored package not allowed"],

  match({ line, at }) {
    const words = read(line.text);
    if (!words) return undefined;
    const name = words.package ?? imported.exec(line.text)?.groups?.package ?? "a package";
    const above = at(-1);
    const from = importer.exec(bareLine(above?.text ?? ""))?.groups?.package;
    const values = { package: name };
    if (words.kind === "vendored") {
      return {
        message: `${name} is imported by its path inside of a vendor folder`,
        fix: "Import it by its own path, without the part up to vendor/",
        confidence: 0.85,
        subject: name,
        values,
      };
    }
    if (/^internal\//.test(name)) {
      return {
        message: `${name} is internal to the standard library`,
        fix: `Use a public package in place of ${name}, or copy what is needed of it`,
        confidence: 0.96,
        subject: name,
        values,
      };
    }
    const root =
      /^(?<root>.*?)\/internal(?:\/|$)/.exec(name)?.groups?.root ?? name.split("/internal")[0] ?? name;
    const isFork = from !== undefined && !from.startsWith(root) && lastOf(root) === from.split("/")[2];
    return {
      message: `${name} may only be imported below ${root}${from === undefined ? "" : `, and ${from} imports it`}`,
      fix: isFork
        ? `Write the imports of ${root} with the module path of this fork, or keep ${root} in its go.mod`
        : `Import a package of ${root} that is not below internal, copy what is needed, or move the importing code below ${root}`,
      confidence: 0.96,
      lines: from === undefined || !above ? [] : [above.number],
      // One module boundary is crossed, however many packages lie behind it.
      subject: root,
      values,
    };
  },

  *confirm({ values }, repository) {
    yield* importEvidence(values?.package ?? "", repository);
  },
});

function lastOf(path: string): string | undefined {
  return path.split("/").at(-1);
}
