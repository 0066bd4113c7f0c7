import { parseGoArguments } from "../../go/flag-table.ts";
import { parseGoflags } from "../../go/goflags.ts";
import { defineRule } from "../rule.ts";

export default defineRule({
  id: "cgo/race-without-cgo",
  status: "preview",
  since: "0.1.0",
  harm: "S2",
  proof: ["cgo-race-without-cgo"],
  summary: "-race is given where cgo is off: go stops.",
  why: "The race detector is a C library. Only for macOS does go (1.20 and newer) bring what it needs; elsewhere -race requires cgo.",
  remedy:
    "Set CGO_ENABLED=1 and see that a C compiler is there, for instance with an image that is not alpine.",
  reads: "command",

  *check({ command }) {
    const { cgo, goos } = command;
    if (!/^(?:build|install|test|run|vet|list)$/.test(command.subcommand) || cgo.value !== "off") return;
    if (goos.kind !== "known" || goos.text === "darwin" || command.isConditional) return;
    const texts = command.arguments.map(({ value, text }) => (value.kind === "known" ? value.text : text));
    const { flags } = parseGoArguments(command.subcommand, texts, command.go.version);
    const race = flags.findLast(({ name }) => name === "race");
    const goflags = command.environment.goSetting("GOFLAGS");
    const words = goflags?.value.kind === "known" ? parseGoflags(goflags.value.text).words : [];
    const inGoflags = race ? undefined : words.findLast(({ name }) => name === "race");
    const flag = race ?? inGoflags;
    if (!flag || /^(?:false|0|f)$/i.test(flag.value ?? "true")) return;
    yield {
      at: (race ? command.arguments[race.index]?.at : goflags?.at) ?? command.at,
      message: `"go ${command.subcommand}${race ? " -race" : ""}" stops${race ? "" : ", because GOFLAGS has -race"}: -race requires cgo; enable cgo by setting CGO_ENABLED=1. It is off here: ${cgo.why.map(({ text }) => text).join(", ")}`,
      evidence: cgo.why.flatMap(({ at, text }) => (at ? [{ at, shows: text }] : [])),
      cause: "-race without cgo",
    };
  },
});
