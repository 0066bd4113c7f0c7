import { isPackageOf } from "../../go/is-package-of.ts";
import { requiresCgoModule } from "../../site/cgo-users.ts";
import { cgoModules } from "../../site/knowledge/cgo-modules.ts";
import { type PackageClosure, packageClosure } from "../../site/package-closure.ts";
import type { Place } from "../../text/span.ts";
import { defineRule } from "../rule.ts";

interface CgoImport {
  readonly path: string;
  readonly at: Place;
  readonly found: (typeof cgoModules)[number];
}

const importsOf = new WeakMap<PackageClosure, readonly CgoImport[]>();

/** The imports of a closure that need cgo; hundreds of commands share one closure. */
function cgoImports(closure: PackageClosure): readonly CgoImport[] {
  const known = importsOf.get(closure);
  if (known) return known;
  const imports = [...closure.imports].flatMap(([path, at]) => {
    const found = cgoModules.find((each) => isPackageOf(path, each.path));
    return found ? [{ path, at, found }] : [];
  });
  importsOf.set(closure, imports);
  return imports;
}

export default defineRule({
  id: "cgo/needed-but-off",
  status: "preview",
  since: "0.1.0",
  harm: "S1",
  proof: ["cgo-needed-but-off"],
  summary: "A program is built without cgo and imports a package that works only with it.",
  why:
    'Without cgo go leaves out every file that imports "C". What remains of such a package is a stub that compiles and ' +
    "fails at run time, as in go-sqlite3, or nothing that compiles at all.",
  remedy: "Set CGO_ENABLED=1 and give the build a C compiler for its target, or take a package in pure Go.",
  reads: "command",

  *check({ command }, { workspace }) {
    const { cgo, goos, module } = command;
    if (!/^(?:build|install)$/.test(command.subcommand) || cgo.value !== "off" || command.isConditional)
      return;
    if (!module || !requiresCgoModule(module)) return;
    const closure = packageClosure(command, workspace);
    for (const { path, at, found } of closure ? cgoImports(closure) : []) {
      if (module.mod.replaces.some(({ oldPath }) => isPackageOf(path, oldPath))) continue;
      if (found.withoutCgo === "stops" && goos.kind !== "known") continue;
      const reason = cgo.why.map(({ text }) => text).join(", ");
      yield {
        at: cgo.why.find((each) => each.at)?.at ?? command.at,
        message: `"go ${command.subcommand}" runs with cgo off (${reason}), and ${path} needs it: ${found.withoutCgo === "stub" ? "the build passes, and the program fails when it opens a database" : "the build stops"}`,
        harm: found.withoutCgo === "stub" ? "S1" : "S2",
        evidence: [
          { at, shows: "this import needs cgo" },
          { at: command.at, shows: "this command builds it" },
        ],
        cause: `${path} without cgo`,
      };
    }
  },
});
