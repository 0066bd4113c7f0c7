import { minorOfGo } from "../../site/minor-of-go.ts";
import { defineRule } from "../rule.ts";

export default defineRule({
  id: "pipeline/version-of-source-file",
  status: "preview",
  since: "0.1.0",
  harm: "S2",
  proof: ["pipeline-version-of-source-file"],
  summary: "`go version -m` is given a source file: it reads binaries only and says nothing about the build.",
  why: "The command prints the build information inside an executable. For a .go file -m fails from Go 1.24 on, without a word; older versions, and the command without -m, succeed and say nothing of the build.",
  remedy: "Name the binary that was built.",
  reads: "command",

  *check({ command }) {
    if (command.subcommand !== "version") return;
    const file = command.arguments.find(({ value }) => value.kind === "known" && /\.go$/.test(value.text));
    if (!file) return;
    const minor = minorOfGo(command.go);
    const isDetailed = command.arguments.some(({ text }) => text === "-m");
    const isSilent = !isDetailed || (minor !== undefined && minor <= 23);
    const outcome = isSilent
      ? "says nothing"
      : minor !== undefined && minor >= 24
        ? "fails without a word"
        : "says nothing or fails";
    yield {
      at: file.at,
      message: `"go version" reads binaries: for ${file.text} it ${outcome}`,
      evidence: [{ at: command.at, shows: "this command is given a source file" }],
      cause: "go version of a source file",
    };
  },
});
