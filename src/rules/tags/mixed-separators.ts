import { tagSettings } from "../../site/tag-settings.ts";
import { fixOf, replaceText } from "../edit-text.ts";
import { defineRule } from "../rule.ts";

/** Commands that refuse such a list; go list takes it. */
const refusing = /^(?:build|install|test|run|vet)$/;

export default defineRule({
  id: "tags/mixed-separators",
  status: "preview",
  since: "0.1.0",
  harm: "S2",
  proof: ["tags-mixed-separators"],
  summary: "A -tags value mixes blanks and commas: go refuses it.",
  why: "A value with a blank is read as the older blank-separated list, in which a comma is an error.",
  remedy: "Separate the tags by commas only, without blanks.",
  reads: "command",

  *check({ command }, { workspace }) {
    if (!refusing.test(command.subcommand)) return;
    const setting = tagSettings(command).find(({ parsed }) =>
      parsed?.problems.some(({ kind }) => kind === "mixed"),
    );
    if (!setting) return;
    const joined = (setting.text ?? "")
      .split(/[\s,]+/)
      .filter(Boolean)
      .join(",");
    yield {
      at: setting.at,
      message: `"go ${command.subcommand}" stops at -tags "${setting.text}": go: -tags space-separated list contains comma`,
      remedy: `Write -tags ${joined}`,
      ...fixOf(replaceText(workspace, { at: setting.at, from: setting.text ?? "", to: joined }), {
        title: `Write -tags ${joined}`,
        isSafe: true,
      }),
      cause: setting.text ?? "",
    };
  },
});
