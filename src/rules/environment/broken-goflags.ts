import { parseGoflags } from "../../go/goflags.ts";
import { minorOfGo } from "../../site/minor-of-go.ts";
import { seenSettings } from "../../site/seen-settings.ts";
import { defineRule } from "../rule.ts";

export default defineRule({
  id: "environment/broken-goflags",
  status: "preview",
  since: "0.1.0",
  harm: "S2",
  proof: ["environment-broken-goflags"],
  summary: "GOFLAGS does not parse: every go command but bug, doc, env and help stops.",
  why:
    "GOFLAGS is split at blanks, and each word must be one whole flag that some go command has. A value with a blank " +
    "needs the whole word in quotes, which works from Go 1.20 on; quotes inside a word do nothing.",
  remedy: "Join values with commas (`-tags=a,b`), or quote the whole word: `'-ldflags=-s -w'`.",
  reads: "site",

  *check(site) {
    for (const { text, at, commands } of seenSettings(site, ["GOFLAGS"])) {
      for (const command of commands) {
        if (/^(?:bug|doc|env|help|)$/.test(command.subcommand)) continue;
        const minor = minorOfGo(command.go);
        const problem = parseGoflags(text, minor === undefined ? undefined : `1.${minor}`).problems.find(
          ({ kind }) => kind === "unterminated" || kind === "non-flag" || kind === "unknown-flag",
        );
        if (!problem) continue;
        yield {
          at,
          message: `GOFLAGS=${text} stops "go ${command.subcommand}": ${problem.message}`,
          evidence: [{ at: command.at, shows: "this command stops" }],
          cause: `GOFLAGS=${text}`,
        };
        break;
      }
    }
  },
});
