import { tagsOfConstraint } from "../../go/constraint.ts";
import { knownArch, knownOs } from "../../go/platforms.ts";
import { tagSettings } from "../../site/tag-settings.ts";
import { isOneEditApart } from "../../text/is-one-edit-apart.ts";
import type { Workspace } from "../../workspace/workspace.ts";
import { fixOf, replaceText } from "../edit-text.ts";
import { defineRule } from "../rule.ts";

export default defineRule({
  id: "tags/misspelt-tag",
  status: "preview",
  since: "0.1.0",
  harm: "S3",
  proof: ["tags-misspelt-tag"],
  summary:
    "A command switches on a tag that no file of the repository asks for, one letter away from one that files ask for.",
  why: "go does not say that a tag is unknown: the files that the author had in mind simply stay out.",
  remedy: "Spell the tag as the //go:build lines do.",
  reads: "command",

  *check({ command }, { workspace }) {
    const setting = tagSettings(command).at(-1);
    const asked = setting?.parsed && tagsInConstraints(workspace);
    for (const tag of (asked && setting?.parsed?.tags) ?? []) {
      if (tag.length < 5 || asked?.has(tag) || /\d$/.test(tag)) continue;
      const meant = [...(asked?.keys() ?? [])].find(
        (other) => other.length >= 5 && !/\d$/.test(other) && isOneEditApart(tag, other),
      );
      const file = meant === undefined ? undefined : asked?.get(meant);
      if (!setting || !file || setting.parsed?.tags.includes(meant ?? "")) continue;
      yield {
        at: setting.at,
        message: `No file asks for the tag "${tag}"; ${file} asks for "${meant}", which stays off`,
        outcome: "ineffective",
        ...fixOf(replaceText(workspace, { at: setting.at, from: tag, to: meant ?? "" }), {
          title: `Write ${meant}`,
          isSafe: false,
        }),
        cause: tag,
      };
    }
  },
});

const known = new WeakMap<Workspace, ReadonlyMap<string, string>>();

/** The repository's own tags, each with a file that asks for it. */
function tagsInConstraints(workspace: Workspace): ReadonlyMap<string, string> {
  const existing = known.get(workspace);
  if (existing) return existing;
  const tags = new Map<string, string>();
  for (const { constraint, path } of workspace.goFiles) {
    for (const tag of constraint ? tagsOfConstraint(constraint) : []) {
      if (!knownOs.has(tag) && !knownArch.has(tag) && !tags.has(tag)) tags.set(tag, path);
    }
  }
  known.set(workspace, tags);
  return tags;
}
