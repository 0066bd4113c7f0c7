import { lostFailure } from "../../site/lost-failure.ts";
import { defineRule } from "../rule.ts";

export default defineRule({
  id: "pipeline/and-or-hides-cause",
  status: "preview",
  since: "0.1.0",
  harm: "S3",
  proof: ["pipeline-and-or-hides-cause"],
  summary: "`A && B || C` is no if-then-else: C also runs when A failed, and hides why.",
  why: "Both operators bind alike and from the left. When the go command A fails, C runs as if B had, and its status or message takes the place of A's.",
  remedy: "Write `if A; then B; else C; fi`.",
  reads: "command",

  *check({ command }, { workspace }) {
    const failure = lostFailure(command);
    if (failure?.how !== "A && B || C") return;
    if (!/^(?:build|install|test|vet|generate|mod .*|work .*|get)$/.test(command.subcommand)) return;
    const text = workspace.source(failure.at.file)?.text ?? "";
    const between = text.slice(command.at.span.end, failure.at.span.start);
    const remedy = remedyFor(text.slice(failure.at.span.start, failure.at.span.end), between);
    yield {
      at: command.at,
      ...(remedy ? { remedy } : {}),
      message: `When "go ${command.subcommand}" fails, what stands behind || runs and ends well: its failure is lost`,
      evidence: [{ at: failure.at, shows: "this runs when either command before it failed" }],
      cause: `go ${command.subcommand} && … || …`,
    };
  },
});

/** An if-else only fits where the go command is the question and what stands behind || an answer. */
function remedyFor(behind: string, between: string): string | undefined {
  if (/^\s*(?:true|:|\/bin\/true|exit 0)\s*$/.test(behind))
    return `Drop \`|| ${behind.trim()}\`; where only the first command may fail, write \`if A; then B; fi\`.`;
  return between.includes("&&")
    ? undefined
    : "Write `if A; then B; fi`, and say apart what shall happen when B fails.";
}
