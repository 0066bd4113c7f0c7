import type { FileEdit } from "../../finding/fix.ts";
import { hasFlag } from "../../site/builds-or-checks.ts";
import { isVersionedCall } from "../../site/is-versioned-call.ts";
import { seenSettings } from "../../site/seen-settings.ts";
import type { GoCommand, Site } from "../../site/site.ts";
import type { Workspace } from "../../workspace/workspace.ts";
import { fixOf } from "../edit-text.ts";
import { defineRule } from "../rule.ts";

/** Where jobs have the repository, in the model of sites. */
const checkout = /^(?:\/github\/workspace|\/builds\/project)\/(.+?)\/*$/;

export default defineRule({
  id: "cache/inside-checkout",
  status: "preview",
  since: "0.1.0",
  harm: "S1",
  proof: ["cache-inside-checkout"],
  summary:
    "A cache of go lies in the checkout and git does not ignore it: every binary is stamped as modified.",
  why:
    "go asks git whether the work tree is clean when it stamps a binary. An untracked folder counts as a change: " +
    "vcs.modified=true, and from Go 1.24 on the version ends in +dirty.",
  remedy: "Add the folder to .gitignore, or put the cache outside of the checkout.",
  reads: "site",

  *check(site, { workspace }) {
    // With a path of its own the checkout is a folder beside the cache.
    const isElsewhere = site.events.some(
      (event) => event.kind === "uses" && event.name === "actions/checkout" && event.inputs.has("path"),
    );
    if (isElsewhere) return;
    for (const { name, text, at, commands } of seenSettings(site, ["GOCACHE", "GOMODCACHE", "GOPATH"])) {
      const folder = checkout.exec(text)?.[1];
      if (folder === undefined || workspace.tree.isIgnored(`${folder}/x`)) continue;
      const command = commands.find(
        (each) => isStamped(each) && isUsed(name, each) && hasGit(each, site, workspace),
      );
      if (!command) continue;
      yield {
        at,
        message: `${name} lies in the checkout (${folder}) and no .gitignore names it: "go ${command.subcommand}" stamps the binary as modified (vcs.modified=true, from Go 1.24 on +dirty)`,
        evidence: [{ at: command.at, shows: "this command stamps what it builds" }],
        ...fixOf(ignoring(folder, workspace), { title: `Add /${folder}/ to .gitignore`, isSafe: false }),
        cause: `${name} in the checkout`,
      };
    }
  },
});

/** A line at the end of the root's .gitignore, where there is one. */
function ignoring(folder: string, workspace: Workspace): FileEdit | undefined {
  const text = workspace.source(".gitignore")?.text;
  if (text === undefined || !/^[\w./-]+$/.test(folder)) return undefined;
  const at = { file: ".gitignore", span: { start: text.length, end: text.length } };
  return { at, text: `${text === "" || text.endsWith("\n") ? "" : "\n"}/${folder}/\n` };
}

/** Without requirements nothing is downloaded, and GOMODCACHE takes the place of GOPATH for what is. */
function isUsed(name: string, { module, environment }: GoCommand): boolean {
  if (name === "GOCACHE") return true;
  if (name === "GOPATH" && environment.goSetting("GOMODCACHE")) return false;
  return (module?.mod.requires.length ?? 0) > 0;
}

/** Where git is missing go stamps nothing: the alpine images have none. */
function hasGit({ go }: GoCommand, site: Site, workspace: Workspace): boolean {
  const at = go.installed?.at;
  const image = at ? (workspace.source(at.file)?.text.slice(at.span.start, at.span.end) ?? "") : "";
  if (!image.includes("alpine")) return true;
  return site.events.some((event) => event.kind === "command" && /^apk\b.*\bgit\b/.test(event.text));
}

/** Only these two stamp, and only what comes from the repository itself. */
function isStamped(command: GoCommand): boolean {
  if (command.subcommand !== "build" && command.subcommand !== "install") return false;
  const goflags = command.environment.goSetting("GOFLAGS")?.value;
  if (goflags && (goflags.kind === "unknown" || goflags.text.includes("-buildvcs=false"))) return false;
  return !isVersionedCall(command) && command.module !== undefined && !hasFlag(command, "buildvcs");
}
