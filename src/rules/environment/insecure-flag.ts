import { parseGoflags } from "../../go/goflags.ts";
import { hasFlag } from "../../site/builds-or-checks.ts";
import { minorOfGo } from "../../site/minor-of-go.ts";
import { seenSettings } from "../../site/seen-settings.ts";
import { deleteWord, fixOf } from "../edit-text.ts";
import { defineRule } from "../rule.ts";

export default defineRule({
  id: "environment/insecure-flag",
  status: "preview",
  since: "0.1.0",
  harm: "S2",
  proof: ["environment-insecure-flag"],
  summary:
    "-insecure is gone since Go 1.17: go get refuses it, and in GOFLAGS no other command takes notice of it.",
  why: "GOINSECURE took its place, for named hosts only. The flag is still parsed, so that go get can say so.",
  remedy: "Delete the flag; where a host really has no certificate, name it in GOINSECURE.",
  reads: "site",

  *check(site, { workspace }) {
    for (const command of site.commands) {
      if (command.subcommand !== "get" || (minorOfGo(command.go) ?? 99) < 17 || !hasFlag(command, "insecure"))
        continue;
      yield {
        at: command.at,
        message: '"go get" stops: go: -insecure flag is no longer supported; use GOINSECURE instead',
        ...fixOf(deleteWord(workspace, { at: command.at, word: "-insecure" }), {
          title: "Delete -insecure",
          isSafe: false,
        }),
        cause: "go get -insecure",
      };
    }
    for (const { text, at, commands } of seenSettings(site, ["GOFLAGS"])) {
      const [command] = commands;
      if (!command || !parseGoflags(text).words.some(({ name }) => name === "insecure")) continue;
      const get = commands.find((each) => each.subcommand === "get" && (minorOfGo(each.go) ?? 99) >= 17);
      if (get) {
        yield {
          at,
          message:
            '-insecure in GOFLAGS stops "go get": go: -insecure flag is no longer supported; use GOINSECURE instead',
          evidence: [{ at: get.at, shows: "this command stops" }],
          cause: "-insecure in GOFLAGS",
        };
        continue;
      }
      yield {
        at,
        harm: "S3",
        outcome: "ineffective",
        message:
          "-insecure in GOFLAGS does nothing: no command but go get has the flag, and go get refuses it",
        evidence: [{ at: command.at, shows: `"go ${command.subcommand}" runs with it` }],
        cause: "-insecure in GOFLAGS",
      };
    }
  },
});
