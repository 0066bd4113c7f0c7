import { seenSettings } from "../../site/seen-settings.ts";
import { fixSetting } from "../edit-text.ts";
import { defineRule } from "../rule.ts";

export default defineRule({
  id: "environment/cgo-enabled-not-boolean",
  status: "preview",
  since: "0.1.0",
  harm: "S1",
  proof: ["environment-cgo-enabled-not-boolean"],
  summary: "CGO_ENABLED has a value that go passes over: cgo stays as it would be without the line.",
  why:
    "Only the exact values 0 and 1 count. Anything else (false, off, no, true) is dropped without a word. From Go " +
    "1.20 on the same line then gives a static binary on a machine without a C compiler and a dynamic one elsewhere.",
  remedy: "Write 0 or 1.",
  reads: "site",

  *check(site, { workspace }) {
    for (const { text, at, commands } of seenSettings(site, ["CGO_ENABLED"])) {
      if (text === "0" || text === "1" || text === "") continue;
      const [command] = commands;
      const meant = meantBy(text);
      yield {
        at,
        outcome: "ineffective",
        message: `CGO_ENABLED=${text} does nothing: go reads only the values 0 and 1, so whether cgo is on depends on the machine`,
        remedy: meant === "0" ? "Write CGO_ENABLED=0." : "Write CGO_ENABLED=1 or CGO_ENABLED=0.",
        ...(meant &&
          fixSetting(
            workspace,
            { name: "CGO_ENABLED", at, from: text, to: meant },
            // Where cgo is not on by default, as in a cross build, 1 asks for a compiler.
            {
              title: `Write CGO_ENABLED=${meant}`,
              isSafe: meant === "0" || commands.every(({ cgo }) => cgo.value === "on"),
            },
          )),
        evidence: command ? [{ at: command.at, shows: `"go ${command.subcommand}" runs with it` }] : [],
        cause: `CGO_ENABLED=${text}`,
      };
    }
  },
});

function meantBy(text: string): "0" | "1" | undefined {
  if (/^(?:false|off|no|disabled?|n|f)$/i.test(text)) return "0";
  return /^(?:true|on|yes|enabled?|y|t)$/i.test(text) ? "1" : undefined;
}
