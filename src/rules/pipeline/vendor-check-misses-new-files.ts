import type { SiteEvent } from "../../site/site.ts";
import { defineRule } from "../rule.ts";

type CommandEvent = SiteEvent & { readonly kind: "command" };

export default defineRule({
  id: "pipeline/vendor-check-misses-new-files",
  status: "preview",
  since: "0.1.0",
  harm: "S1",
  proof: ["pipeline-vendor-check-misses-new-files"],
  summary:
    "A check of vendor/ by git diff does not see new files: a vendored package that was never committed passes.",
  why:
    "`git diff` compares tracked files. A file that `go mod vendor` adds is untracked, so `--exit-code` and `--quiet` " +
    "give 0 although vendor/ lacks it.",
  remedy:
    "Run `git add --intent-to-add vendor` before it, or test the output of `git status --porcelain vendor`.",
  reads: "site",

  *check(site) {
    const events = site.events.filter((event): event is CommandEvent => event.kind === "command");
    const vendoring = site.commands.find(
      ({ subcommand }) => subcommand === "mod vendor" || subcommand === "work vendor",
    );
    if (!vendoring || events.some(({ text }) => /\bgit\s+(?:add|status|ls-files|stash)\b/.test(text))) return;
    const vendor = (vendoring.workspace ?? vendoring.module)?.vendor;
    if (!vendor || vendor.isIgnored) return;
    for (const event of events) {
      if (!/^git\s+(?:-\S+\s+)*diff\b/.test(event.text) || !/\s--(?:quiet|exit-code)\b/.test(event.text))
        continue;
      if (/\s--(?:cached|staged|no-index)\b/.test(event.text) || !coversVendor(event)) continue;
      yield {
        at: event.at,
        message: `"${event.text}" does not see files that "go ${vendoring.subcommand}" adds: they are untracked, and the check passes`,
        evidence: [{ at: vendoring.at, shows: "this command may add files" }],
        cause: "git diff after go mod vendor",
      };
    }
  },
});

/** No path, or one that is or holds the vendor folder. */
function coversVendor({ words }: CommandEvent): boolean {
  const texts = words.map(({ value, text }) => (value.kind === "known" ? value.text : text));
  const paths = texts
    .slice(texts.indexOf("diff") + 1)
    .filter((text) => !text.startsWith("-") && text !== "HEAD");
  if (paths.length === 0) return true;
  return paths.some((path) => /(?:^|\/)vendor\/?$/.test(path) || path === "." || path === "./");
}
