import { cgoUsers } from "../../site/cgo-users.ts";
import { packageClosure } from "../../site/package-closure.ts";
import { linkerFlags } from "../../site/static-link.ts";
import { defineRule } from "../rule.ts";

export default defineRule({
  id: "cgo/static-flag-does-nothing",
  status: "preview",
  since: "0.1.0",
  harm: "S1",
  proof: ["cgo-static-flag-does-nothing"],
  summary: "-extldflags -static is given, go links by itself, and the program stays dynamic.",
  why:
    "-extldflags are flags for the external linker. When only net and os/user use cgo, go links internally and never " +
    "calls it: the build passes, and the program still asks for libc when it starts.",
  remedy: "Set CGO_ENABLED=0, or build with -tags netgo,osusergo.",
  reads: "command",

  *check({ command }, { workspace }) {
    const { cgo, tags, goos, goarch, environment } = command;
    if (!/^(?:build|install)$/.test(command.subcommand) || cgo.value !== "on" || !tags.value) return;
    // On these go calls the external linker for every program with cgo.
    if (goarch.kind === "known" && /^(?:mips|ppc64$)/.test(goarch.text)) return;
    if (goos.kind !== "known" || goos.text !== "linux" || environment.goSetting("GO_EXTLINK_ENABLED")) return;
    const flags = linkerFlags(command);
    const words = command.arguments.map(({ text }) => text).join(" ");
    if (!flags.isComplete || !/-extldflags[= ]+['"]*-static\b(?!-)/.test(flags.text)) return;
    if (/-linkmode|-buildmode|-race|-msan|-asan/.test(`${flags.text} ${words}`)) return;
    const closure = packageClosure(command, workspace);
    const users = closure ? cgoUsers(closure, tags.value) : [];
    const [user] = users;
    // Any other package may use cgo, and then go does call the external linker.
    if (!closure || user?.kind !== "std" || [...closure.imports.keys()].some((path) => path.includes(".")))
      return;
    yield {
      at: flags.at,
      message: `-extldflags -static does nothing here: cgo is on (${cgo.why.map(({ text }) => text).join(", ")}), only ${user.name} uses it, so go links internally and the program stays dynamic`,
      outcome: "ineffective",
      evidence: [{ at: user.at, shows: "this import uses cgo" }],
      cause: "extldflags",
    };
  },
});
