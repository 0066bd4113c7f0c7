import { environmentNames, nearestKnownName } from "../../go/environment-names.ts";
import { isMentioned } from "../../site/is-mentioned.ts";
import { seenSettings } from "../../site/seen-settings.ts";
import { isOneEditApart } from "../../text/is-one-edit-apart.ts";
import type { Place } from "../../text/span.ts";
import type { Workspace } from "../../workspace/workspace.ts";
import { fixOf, replaceText } from "../edit-text.ts";
import { defineRule } from "../rule.ts";

/** go computes these and never reads them: nobody means to set one. */
const computed = /^(?:GOEXE|GOGCCFLAGS|GOHOSTARCH|GOHOSTOS|GOMOD|GOTELEMETRY(?:DIR)?|GOTOOLDIR|GOVERSION)$/;

/** Where a mistyped name leaves modules unprotected or names disclosed. */
const guards = /^GO(?:PRIVATE|NOPROXY|NOSUMDB|SUMDB|PROXY|VCS|INSECURE)$/;

export default defineRule({
  id: "environment/unknown-go-variable",
  status: "preview",
  since: "0.1.0",
  harm: "S1",
  proof: ["environment-unknown-go-variable"],
  summary: "A variable looks like one of go's and no version of go reads it: the line does nothing.",
  why:
    "go takes its settings by exact name and passes over every other variable in silence; only `go env -w` would " +
    "refuse the name.",
  remedy: "Write the name that go reads, or delete the line.",
  reads: "site",

  *check(site, context) {
    for (const { name, text, at, commands } of seenSettings(site)) {
      if (text === "" || environmentNames.has(name)) continue;
      const meant = nearestKnownName(name);
      if (meant === undefined || computed.test(meant) || isMentioned(name, context.workspace)) continue;
      const [command] = commands;
      yield {
        at,
        outcome: "ineffective",
        harm: guards.test(meant) ? "S0" : "S1",
        message: `${name}=${text} does nothing: go has no variable of this name; the nearest is ${meant}`,
        remedy: `Write ${meant}, or delete the line.`,
        evidence: command ? [{ at: command.at, shows: `"go ${command.subcommand}" runs with it` }] : [],
        // Farther away the value was meant for something else.
        ...(isOneEditApart(name, meant)
          ? fixOf(
              replaceText(context.workspace, { at: lineOf(at, context.workspace), from: name, to: meant }),
              { title: `Write ${meant}`, isSafe: false },
            )
          : undefined),
        cause: name,
      };
    }
  },
});

/** The line in which a setting stands, up to its end: the name stands before the value. */
function lineOf({ file, span }: Place, workspace: Workspace): Place {
  const before = workspace.source(file)?.text.slice(0, span.start) ?? "";
  return { file, span: { start: before.lastIndexOf("\n") + 1, end: span.end } };
}
