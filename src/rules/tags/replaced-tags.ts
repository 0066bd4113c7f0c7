import { type TagSetting, tagSettings } from "../../site/tag-settings.ts";
import { fixOf, replaceText } from "../edit-text.ts";
import { defineRule } from "../rule.ts";

export default defineRule({
  id: "tags/replaced-tags",
  status: "preview",
  since: "0.1.0",
  harm: "S1",
  proof: ["tags-replaced-tags"],
  summary: "Two -tags reach one command: only the last one counts, and the tags of the other stay off.",
  why: "-tags does not add up. A later -tags replaces an earlier one, and one on the command replaces that of GOFLAGS.",
  remedy: "Put all tags into one -tags, separated by commas.",
  reads: "command",

  *check({ command }, { workspace }) {
    const settings = tagSettings(command);
    const last = settings.at(-1);
    // An empty -tags says that there shall be none.
    if (!last?.parsed || last.text?.trim() === "") return;
    const kept = new Set(last.parsed.tags);
    for (const earlier of settings.slice(0, -1)) {
      const lost = earlier.parsed?.tags.filter((tag) => !kept.has(tag)) ?? [];
      if (lost.length === 0) continue;
      const isGoflags = earlier.from === "GOFLAGS";
      const joined = [...new Set([...(earlier.parsed?.tags ?? []), ...kept])].join(",");
      yield {
        at: isGoflags ? last.at : earlier.at,
        message: `${nameOf(earlier)} has no effect in "go ${command.subcommand}": -tags ${last.text} ${isGoflags ? "on the command" : "comes later and"} replaces it, so ${listed(lost)} off`,
        remedy: `Write -tags ${joined}`,
        ...(last.from === "command" && last.at.file === command.at.file
          ? fixOf(replaceText(workspace, { at: last.at, from: last.text ?? "", to: joined }), {
              title: `Write -tags ${joined}`,
              isSafe: false,
            })
          : undefined),
        outcome: "ineffective",
        evidence: [
          {
            at: isGoflags ? earlier.at : last.at,
            shows: isGoflags ? "GOFLAGS sets tags" : "the last -tags counts",
          },
        ],
        cause: `${earlier.text} replaced by ${last.text}`,
      };
    }
  },
});

function nameOf(setting: TagSetting): string {
  return setting.from === "GOFLAGS" ? `-tags=${setting.text} in GOFLAGS` : `-tags ${setting.text}`;
}

function listed(tags: readonly string[]): string {
  return `${tags.join(", ")} ${tags.length === 1 ? "stays" : "stay"}`;
}
