import { parseGoArguments } from "../../go/flag-table.ts";
import { minorOfGoVersion } from "../../go/minor-version.ts";
import { defineRule } from "../rule.ts";

export default defineRule({
  id: "cgo/buildmode-without-cgo",
  status: "preview",
  since: "0.1.0",
  harm: "S2",
  proof: ["cgo-buildmode-without-cgo"],
  summary:
    "A C library or plugin is built with cgo off: go stops, or writes an archive without the exported functions.",
  why:
    "c-shared, c-archive and plugin need runtime/cgo. Without it go 1.22 and newer stop at c-shared and plugin. For " +
    'c-archive, and in older versions for all three, the linker only prints "cannot find runtime/cgo", and the exit status ' +
    "is 0.",
  remedy: "Set CGO_ENABLED=1 and give the build a C compiler for its target.",
  reads: "command",

  *check({ command }) {
    const { cgo, go } = command;
    if (command.subcommand !== "build" || cgo.value !== "off" || command.isConditional) return;
    const texts = command.arguments.map(({ value, text }) => (value.kind === "known" ? value.text : text));
    const { flags } = parseGoArguments("build", texts, go.version);
    const flag = flags.findLast(({ name }) => name === "buildmode");
    const mode = flag?.value;
    const oldest = (go.version ?? go.range)?.replace(/^>=/, "").replace(/\.x$/, "");
    const minor = oldest === undefined ? undefined : minorOfGoVersion(oldest);
    const isWasm = command.goarch.kind === "known" && command.goarch.text === "wasm";
    if (!flag || minor === undefined || isWasm || !/^(?:c-shared|c-archive|plugin)$/.test(mode ?? "")) return;
    const isSilent = mode === "c-archive" || (minor < 22 && go.version !== undefined);
    if (!isSilent && minor < 22) return;
    yield {
      at: command.arguments[flag.valueIndex ?? flag.index]?.at ?? command.at,
      message: isSilent
        ? `"go build -buildmode=${mode}" exits 0 and writes a library without the exported functions: loadinternal: cannot find runtime/cgo, because cgo is off (${cgo.why.map(({ text }) => text).join(", ")})`
        : `"go build -buildmode=${mode}" stops, because cgo is off (${cgo.why.map(({ text }) => text).join(", ")}): -buildmode=${mode} requires external (cgo) linking, but cgo is not enabled`,
      harm: isSilent ? "S1" : "S2",
      evidence: cgo.why.flatMap(({ at, text }) => (at ? [{ at, shows: text }] : [])),
      cause: `${mode} without cgo`,
    };
  },
});
