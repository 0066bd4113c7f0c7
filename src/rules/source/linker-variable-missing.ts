import { type LinkerVariable, linkerVariables } from "../../site/linker-variables.ts";
import { filesOfFolder } from "../../site/package-closure.ts";
import { linkerFlags } from "../../site/static-link.ts";
import { defineRule } from "../rule.ts";

export default defineRule({
  id: "source/linker-variable-missing",
  status: "preview",
  since: "0.1.0",
  harm: "S1",
  proof: ["source-linker-variable-missing"],
  summary:
    "-ldflags -X names a variable that the linker cannot set: the program ships with the value in the source.",
  why:
    "-X sets a package-level string variable. The linker says nothing about a name that does not exist, a constant, or a " +
    "variable that gets its value when the program starts, by a call or from another variable; it knows the package of a program as main, whatever its path. " +
    "Only a variable of another type stops the build.",
  remedy:
    "Name an existing variable: -X main.version=… for a program, the full import path for any other package.",
  reads: "command",

  *check({ command, site }, { workspace }) {
    if (!/^(?:build|install|run)$/.test(command.subcommand)) return;
    const { at } = linkerFlags(command);
    // A Go file that git ignores is made by some step, and may declare the variable.
    const hasGenerated = workspace.gitignores.some(({ lines }) =>
      lines.some(({ pattern }) => pattern.endsWith(".go")),
    );
    for (const variable of linkerVariables(command, workspace)) {
      const files = filesOfFolder(variable.folder, workspace);
      const isMain = variable.package !== "main" && variable.packageName === "main" && files.length > 0;
      // A folder without files in the tree may be generated.
      if (files.length === 0 || (variable.target === "settable" && !isMain)) continue;
      if (variable.target === undefined && !isMain && hasGenerated) continue;
      yield {
        at,
        message: `-X ${variable.package}.${variable.name} sets nothing: ${isMain ? `the linker knows the package in ${variable.folder || "the root"} as main, not by its path` : reasonOf(variable)}`,
        outcome: "ineffective",
        ...(variable.target === "other-type" && !isMain ? { harm: "S2" as const } : {}),
        site: site.id,
        cause: `${variable.package}.${variable.name}`,
      };
    }
  },
});

function reasonOf({ target, name, folder }: LinkerVariable): string {
  const where = folder || "the root";
  switch (target) {
    case "constant":
      return `${name} is a constant in ${where}`;
    case "computed":
      return `${name} in ${where} is initialized by a call, which runs later and wins`;
    case "copied":
      return `${name} in ${where} is initialized from another variable, and the linker leaves it alone`;
    case "other-type":
      return `${name} in ${where} is no string, and the linker refuses it`;
    default:
      return `no file in ${where} declares ${name} at package level`;
  }
}
