import { environmentNames } from "../../go/environment-names.ts";
import { type Environment, unexported } from "../../site/environment.ts";
import { isMentioned } from "../../site/is-mentioned.ts";
import type { Site } from "../../site/site.ts";
import type { Place } from "../../text/span.ts";
import type { Workspace } from "../../workspace/workspace.ts";
import { exporting, fixOf } from "../edit-text.ts";
import { defineRule } from "../rule.ts";

/** Whether a line behind the assignment exports it: another command of the site sees the value from there. */
function isExportedLater(name: string, at: Place, { commands, events }: Site): boolean {
  const exports = ({ environment }: { readonly environment: Environment }): boolean => {
    const setting = environment.get(name);
    const from = setting?.at;
    return setting?.by !== unexported && from?.file === at.file && from.span.start === at.span.start;
  };
  return commands.some(exports) || events.some((event) => event.kind === "command" && exports(event));
}

/** Whether the text behind the assignment exports the name, for commands that nobody keeps. */
function isExportedBelow(name: string, { file, span }: Place, workspace: Workspace): boolean {
  const text = workspace.source(file)?.text.slice(span.end) ?? "";
  return new RegExp(`\\bexport\\b[^\\n;&|]*\\b${name}\\b`).test(text);
}

export default defineRule({
  id: "environment/never-exported",
  status: "preview",
  since: "0.1.0",
  harm: "S1",
  proof: ["environment-never-exported"],
  summary: "A script sets one of go's variables and never exports it: go does not see it.",
  why:
    "`NAME=value` on a line of its own makes a variable of the shell. Programs only get what was exported, or what " +
    "stands right before the command.",
  remedy: "Write `export NAME=value`, or put `NAME=value` in front of the go command.",
  reads: "site",

  *check(site, { workspace }) {
    const seen = new Set<string>();
    for (const command of site.commands) {
      for (const [name, { value, at, by }] of command.environment.entries()) {
        if (by !== unexported || !at || value.kind === "unknown" || value.text === "") continue;
        if (environmentNames.get(name)?.readBy !== "go" || command.environment.openReason) continue;
        // What is the default anyway is missed by nobody.
        if (name === "GO111MODULE" && value.text === "on") continue;
        const key = `${name} ${at.file} ${at.span.start}`;
        if (seen.has(key)) continue;
        seen.add(key);
        // A later line exports it: then it is not never, and what runs before may be meant to run without.
        if (isExportedLater(name, at, site) || isExportedBelow(name, at, workspace)) continue;
        // Who uses the value in the script may hand it on in another way.
        if (isMentioned(name, workspace)) continue;
        yield {
          at,
          outcome: "ineffective",
          message: `${name}=${value.text} does nothing: it is never exported, so "go ${command.subcommand}" does not see it`,
          remedy: `Write export ${name}=${value.text}.`,
          evidence: [{ at: command.at, shows: "this command runs without it" }],
          ...fixOf(exporting(at, name, workspace), { title: `Export ${name}`, isSafe: false }),
          cause: `${name} is never exported`,
        };
      }
    }
  },
});
