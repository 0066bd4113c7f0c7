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

  *check({ command }) {
    const failure = lostFailure(command);
    if (failure?.how !== "A && B || C") return;
    if (!/^(?:build|install|test|vet|generate|mod .*|work .*|get)$/.test(command.subcommand)) return;
    yield {
      at: command.at,
      message: `When "go ${command.subcommand}" fails, what stands behind || runs and ends well: its failure is lost`,
      evidence: [{ at: failure.at, shows: "this runs when either command before it failed" }],
      cause: `go ${command.subcommand} && … || …`,
    };
  },
});
