import type { SiteEvent } from "../../site/site.ts";
import { defineRule } from "../rule.ts";

type Use = SiteEvent & { readonly kind: "uses" };

export default defineRule({
  id: "cache/double-restore",
  status: "preview",
  since: "0.1.0",
  harm: "S3",
  proof: [],
  summary:
    "Two steps of a job restore the module cache: the second fails on every file and its archive is wasted.",
  why:
    "setup-go restores and saves both caches of go by itself. Files of the module cache are read-only, so a second " +
    'restore reports "Cannot open: File exists" for each of them, and each run saves two archives.',
  remedy: "Keep one of them: `cache: false` for setup-go, or no actions/cache step.",
  reads: "site",

  *check(site) {
    if (site.kind !== "github-job") return;
    const uses = site.events.filter((event): event is Use => event.kind === "uses");
    const setup = uses.find(({ name, ref, inputs }) => {
      const cache = inputs.get("cache")?.value;
      const major = Number(/^v(\d+)/.exec(ref ?? "")?.[1] ?? "0");
      return (
        name === "actions/setup-go" &&
        major >= 4 &&
        (cache === undefined || (cache.kind === "known" && cache.text === "true"))
      );
    });
    const second = uses.find(({ name, inputs }) => {
      const path = inputs.get("path")?.value;
      return (
        /^actions\/cache(?:\/restore)?$/.test(name) &&
        path?.kind === "known" &&
        /go\/pkg\/mod/.test(path.text)
      );
    });
    if (!setup || !second) return;
    yield {
      at: second.at,
      message: `${second.name} restores the module cache that ${setup.name}@${setup.ref} restores too: the second one reports "Cannot open: File exists"`,
      evidence: [{ at: setup.at, shows: "this step restores it as well" }],
      cause: "module cache restored twice",
    };
  },
});
