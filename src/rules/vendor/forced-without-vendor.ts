import { mayMakeVendor } from "../../workspace/may-make-vendor.ts";
import { deleteWord, fixOf } from "../edit-text.ts";
import { defineRule } from "../rule.ts";

export default defineRule({
  id: "vendor/forced-without-vendor",
  status: "preview",
  since: "0.1.0",
  harm: "S2",
  proof: ["vendor-forced-without-vendor"],
  summary: "-mod=vendor is set where there is no vendor folder, and nothing makes one: the command stops.",
  why: "With -mod=vendor go takes every package from vendor/ and first compares go.mod with vendor/modules.txt.",
  remedy: "Drop -mod=vendor, or run go mod vendor before.",
  reads: "command",

  *check({ command, site }, { workspace, sites }) {
    const { module, mode, folder, subcommand } = command;
    if (mode.value !== "vendor" || !module || command.workspace || folder.kind !== "known") return;
    if (module.vendor || command.isConditional || command.failure.kind !== "stops") return;
    const [required] = module.mod.requires;
    const vendor = module.folder === "" ? "vendor" : `${module.folder}/vendor`;
    if (!required || workspace.tree.isIgnored(`${vendor}/modules.txt`)) return;
    const isMade = sites.some(({ commands }) =>
      commands.some((other) => other.subcommand.endsWith(" vendor")),
    );
    if (isMade || mayMakeVendor(workspace, vendor)) return;
    yield {
      at: command.at,
      message: `"go ${subcommand}" stops, because it runs with -mod=vendor and there is no ${vendor}: inconsistent vendoring: ${required.path}@${required.version}: is explicitly required in go.mod, but not marked as explicit in vendor/modules.txt`,
      evidence: [
        ...mode.why.flatMap(({ text, at }) => (at && at !== command.at ? [{ at, shows: text }] : [])),
        { at: { file: module.file, span: required.span }, shows: "the first requirement" },
      ],
      ...fixOf(deleteWord(workspace, { at: command.at, word: "-mod=vendor" }), {
        title: "Delete -mod=vendor",
        isSafe: false,
      }),
      site: site.id,
      cause: vendor,
    };
  },
});
