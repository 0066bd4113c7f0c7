import { refusalOf } from "../../site/refusal.ts";
import { defineRule } from "../rule.ts";

export default defineRule({
  id: "toolchain/exact-name-needed-on-path",
  status: "preview",
  since: "0.1.0",
  harm: "S2",
  proof: ["toolchain-exact-name-needed-on-path"],
  summary: "GOTOOLCHAIN allows only toolchains on PATH, and none of that exact name is known to be there.",
  why:
    "With path or +path go looks for a program with the very name of the toolchain, such as go1.27.0. A newer go1.27.1 on " +
    "PATH does not count, and nothing is downloaded.",
  remedy: "Install the version that is asked for as the site's go, or set GOTOOLCHAIN=auto.",
  reads: "command",

  *check({ command, site }) {
    const refusal = refusalOf(command.go);
    const { gotoolchain } = command.go;
    if (!refusal?.startsWith("cannot find ") || gotoolchain.kind === "unknown" || !gotoolchain.at) return;
    // golang.org/dl programs carry the names that go looks for.
    if (site.commands.some(({ text }) => text.includes("golang.org/dl/"))) return;
    yield {
      at: gotoolchain.at,
      message: `"go ${command.subcommand}" stops where PATH has no program of that name: ${refusal}; GOTOOLCHAIN=${gotoolchain.text} downloads nothing`,
      evidence: [
        ...(command.go.installed
          ? [{ at: command.go.installed.at, shows: `go ${command.go.installed.version} is installed` }]
          : []),
        { at: command.at, shows: "this command stops" },
      ],
      cause: refusal,
    };
  },
});
