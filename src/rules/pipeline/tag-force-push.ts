import type { SiteEvent } from "../../site/site.ts";
import { defineRule } from "../rule.ts";

export default defineRule({
  id: "pipeline/tag-force-push",
  status: "preview",
  since: "0.1.0",
  harm: "S0",
  proof: ["pipeline-tag-force-push"],
  summary:
    "A pipeline moves a version tag by force: the version has two contents, and go refuses the one that came second.",
  why:
    "A published module version is fixed: proxies keep its first content, go.sum files and the checksum database its " +
    "hash. After the tag moved, who fetches from the origin gets SECURITY ERROR, who fetches through a proxy keeps the " +
    "old code, and the publisher sees neither.",
  remedy: "Publish a new patch version and retract the broken one in go.mod.",
  reads: "site",

  *check(site, { workspace }) {
    if (!workspace.modules.some(({ mod }) => mod.module?.path.includes("."))) return;
    for (const event of site.events) {
      if (event.kind !== "command" || !isForcedPush(event)) continue;
      const tag = versionTag(event);
      if (tag === undefined) continue;
      yield {
        at: event.at,
        message: `"${event.text}" replaces ${tag}: once somebody has fetched the version, go refuses the new content: "checksum mismatch … SECURITY ERROR"`,
        cause: "forced push of a version tag",
      };
    }
  },
});

function textsOf(event: SiteEvent & { kind: "command" }): readonly string[] {
  return event.words.map(({ value, text }) => (value.kind === "known" ? value.text : text));
}

function isForcedPush(event: SiteEvent & { kind: "command" }): boolean {
  const texts = textsOf(event);
  if (texts[0] !== "git" || !texts.includes("push")) return false;
  return texts.some((text) => /^(?:-[a-z]*f[a-z]*|--force|--force-with-lease(?:=.*)?|\+.*)$/.test(text));
}

/** What stands for version tags on the command line; floating tags (`v1`, `latest`, `nightly`) are no versions. */
function versionTag(event: SiteEvent & { kind: "command" }): string | undefined {
  const texts = textsOf(event);
  if (texts.includes("--tags")) return "every version tag that differs";
  const version = texts.find((text) =>
    /^\+?(?:refs\/tags\/)?(?:[\w./-]+\/)?v\d+\.\d+\.\d+[\w.+-]*$/.test(text),
  );
  if (version) return `the version tag ${version.replace(/^\+?(?:refs\/tags\/)?/, "")}`;
  // `v$VERSION`; of `v$MAJOR` nobody expects that it stays.
  const computed = texts.find((text) =>
    /^["']?\+?(?:refs\/tags\/)?v\$\{?(?!MAJOR|MINOR)[A-Za-z_]*VERSION\}?["']?$/i.test(text),
  );
  return computed && `the version tag ${computed.replace(/^["']|["']$/g, "")}`;
}
