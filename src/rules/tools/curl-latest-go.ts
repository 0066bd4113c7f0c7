import { isScheduledOnly } from "../../site/is-scheduled-only.ts";
import { defineRule } from "../rule.ts";

export default defineRule({
  id: "tools/curl-latest-go",
  status: "preview",
  since: "0.1.0",
  harm: "S3",
  proof: [],
  summary:
    "A script installs whatever Go is newest at that hour: two runs of one commit build with different compilers.",
  why: "The page go.dev/VERSION names the newest release. It changes on release day, without a commit.",
  remedy: "Name the version, best read from the go line or a .go-version file.",
  reads: "site",

  *check(site, { workspace }) {
    if (isScheduledOnly(site, workspace)) return;
    for (const event of site.events) {
      if (event.kind !== "command" || !/^(?:curl|wget)\b/.test(event.text)) continue;
      const address = /(?:https?:\/\/)?[\w.]*(?:go\.dev|golang\.org)\/VERSION[^\s"')]*/.exec(event.text)?.[0];
      if (address === undefined) continue;
      yield {
        at: event.at,
        message: `The Go that is installed here is the newest of the hour: ${address} changes on each release day`,
        cause: "go.dev/VERSION",
      };
    }
  },
});
