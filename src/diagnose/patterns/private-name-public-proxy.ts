import { matchesPrefixPatterns } from "../../go/private-patterns.ts";
import { seenSettings } from "../../site/seen-settings.ts";
import { describeWanted } from "../fetch-failure.ts";
import { fetchNeedles, isPrivateThere, readFailure } from "../fetch-kind.ts";
import { definePattern } from "../pattern.ts";

/** Sources of the words: cmd/go/internal/web HTTPError, modfetch sumdb.go; the answers of a proxy that runs go itself. */
export default definePattern({
  id: "private-name-public-proxy",
  title: "A private module is asked of a server that cannot see it",
  rules: ["environment/private-pattern-missing", "environment/private-pattern-never-matches"],
  needles: fetchNeedles["not-found"],

  match(context) {
    const failure = readFailure(context, "not-found");
    if (!failure || !isPrivateThere(failure)) return undefined;
    const { host, module, response, lines } = failure;
    const isDatabase = failure.service === "checksum database";
    const prefix = module.split("/").slice(0, 2).join("/");
    const reason = /could not read Username|Repository not found|no such host|unrecognized import path/.exec(
      response,
    )?.[0];
    return {
      message: isDatabase
        ? `the checksum database ${host} does not know ${describeWanted(failure)} (${failure.reason}): it sees public repositories only`
        : `${host} cannot see ${describeWanted(failure)} (${failure.reason}${reason ? `, ${reason}` : ""}): it is private, or does not exist`,
      fix: `Set GOPRIVATE=${prefix || "HOST/ORGANISATION"} where this runs, so that neither proxy nor checksum database is asked, and give git credentials for it`,
      confidence: isDatabase || reason !== undefined ? 0.88 : 0.7,
      subject: prefix || host,
      lines,
      values: { module },
    };
  },

  *confirm({ values }, { sites }) {
    const module = values?.module ?? "";
    if (module === "") return;
    for (const site of sites)
      for (const { name, text, at } of seenSettings(site, ["GOPRIVATE"]))
        yield {
          at,
          says: matchesPrefixPatterns(text, module) ? "contradicts" : "confirms",
          shows: `${name}=${text} ${matchesPrefixPatterns(text, module) ? "matches" : "does not match"} ${module}`,
        };
  },
});
