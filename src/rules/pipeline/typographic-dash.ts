import { defineRule } from "../rule.ts";

export default defineRule({
  id: "pipeline/typographic-dash",
  status: "preview",
  since: "0.1.0",
  harm: "S2",
  proof: ["pipeline-typographic-dash"],
  summary: "A flag starts with a typographic dash: go takes it for a package and stops.",
  why: "Word processors turn `--` into — and `-` into –. Neither starts a flag, and curly quotes are part of the word.",
  remedy: "Write ASCII `-` and straight quotes.",
  reads: "command",

  *check({ command }) {
    if (/^(?:run|tool|env)$/.test(command.subcommand)) return;
    for (const argument of command.arguments) {
      const sign = /^[\u2010-\u2015\u2212](?=[A-Za-z])|^[\u201c\u201d\u2018\u2019]|[\u201c\u201d]$/.exec(
        argument.text,
      )?.[0];
      if (sign === undefined) continue;
      const code = sign.codePointAt(0)?.toString(16).toUpperCase().padStart(4, "0");
      yield {
        at: argument.at,
        message: `"go ${command.subcommand}" takes ${argument.text} for a package or file: it starts with the typographic character U+${code}`,
        cause: `U+${code}`,
      };
    }
  },
});
