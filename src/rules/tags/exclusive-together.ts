import { tagSettings } from "../../site/tag-settings.ts";
import { defineRule } from "../rule.ts";

export default defineRule({
  id: "tags/exclusive-together",
  status: "preview",
  since: "0.1.0",
  harm: "S1",
  proof: ["tags-exclusive-together"],
  summary: "A command switches on two tags of which the contract allows at most one.",
  why:
    "go knows no tags that exclude each other: it takes the files of both. .breakwater.yaml says that this must not " +
    "happen, for instance because test doubles would ship.",
  remedy: "Leave one of the tags out of this command.",
  reads: "command",

  *check({ command }, { contract }) {
    const setting = tagSettings(command).at(-1);
    for (const group of contract.exclusiveTags) {
      const on = group.filter((tag) => setting?.parsed?.tags.includes(tag));
      if (!setting || on.length < 2) continue;
      yield {
        at: setting.at,
        message: `"go ${command.subcommand}" switches on ${on.join(" and ")}; .breakwater.yaml allows at most one of ${group.join(", ")}`,
        cause: on.join(","),
      };
    }
  },
});
