import { isLanguageToolchain } from "../../go/toolchain-name.ts";
import { linesInEffect } from "../../site/lines-in-effect.ts";
import { refusalOf } from "../../site/refusal.ts";
import { fixSetting } from "../edit-text.ts";
import { defineRule } from "../rule.ts";
import { readsGotoolchain } from "./_reads-gotoolchain.ts";

export default defineRule({
  id: "toolchain/language-version-as-toolchain",
  status: "preview",
  since: "0.1.0",
  harm: "S2",
  proof: ["toolchain-language-version-as-toolchain"],
  summary:
    "A language version such as go1.23 is named where a release is needed: no toolchain has that name.",
  why:
    "Since Go 1.21 the first release of a language is 1.N.0, and go1.N is only the language. GOTOOLCHAIN=go1.N stops " +
    "every go command, go1.N+auto those where go.mod asks for nothing newer; a toolchain line go1.N stops every older go " +
    "that may switch.",
  remedy: "Name a release: go1.N.0 or a newer patch.",
  reads: "command",

  *check({ command }, { workspace }) {
    const { gotoolchain } = command.go;
    const name = gotoolchain.kind === "known" ? gotoolchain.text.replace(/\+.*$/, "") : "";
    const refusal = refusalOf(command.go);
    // As a minimum (go1.25+auto) it is asked for only where go.mod and go.work name nothing newer.
    const isAsked = refusal?.includes("is a language version but not a toolchain version") ?? false;
    const isMinimum = gotoolchain.kind === "known" && gotoolchain.text.includes("+");
    if (gotoolchain.at && isLanguageToolchain(name) && readsGotoolchain(command) && (isAsked || !isMinimum)) {
      yield {
        at: gotoolchain.at,
        message: `GOTOOLCHAIN names ${name}, and ${isMinimum ? `"go ${command.subcommand}" stops, as nothing newer is asked for` : "every go command stops"}: invalid toolchain: ${name} is a language version but not a toolchain version (${name}.x)`,
        remedy: `Name a release: ${name}.0 or a newer patch`,
        evidence: [{ at: command.at, shows: "this command stops" }],
        ...fixSetting(
          workspace,
          { name: "GOTOOLCHAIN", at: gotoolchain.at, from: name, to: `${name}.0` },
          { title: `Name the release ${name}.0` },
        ),
        cause: `GOTOOLCHAIN=${name}`,
      };
      return;
    }
    const lines = linesInEffect(command);
    if (!lines?.toolchain || !isAsked) return;
    const { installed } = command.go;
    yield {
      at: { file: lines.file, span: lines.toolchain.nameSpan },
      message: `A go older than ${lines.toolchain.name} may switch and cannot: ${refusal}`,
      remedy: `Name a release: ${lines.toolchain.name}.0 or a newer patch`,
      evidence: [
        ...(installed ? [{ at: installed.at, shows: `go ${installed.version} is older` }] : []),
        { at: command.at, shows: "this command stops" },
      ],
      fix: {
        title: `Name the release ${lines.toolchain.name}.0`,
        isSafe: true,
        edits: [
          {
            at: { file: lines.file, span: lines.toolchain.nameSpan },
            text: `${lines.toolchain.name}.0`,
          },
        ],
      },
      cause: lines.toolchain.name,
    };
  },
});
