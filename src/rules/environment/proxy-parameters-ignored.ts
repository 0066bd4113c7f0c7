import { parseGoproxy } from "../../go/goproxy.ts";
import { seenSettings } from "../../site/seen-settings.ts";
import { fixSetting } from "../edit-text.ts";
import { defineRule } from "../rule.ts";

/** Names that ask for behaviour; any other may be for the server (`?token=…`). */
const asksForBehaviour =
  /[?&][^=&#]*(?:time|retr|fail|break|circuit|backoff|attempt|wait|delay|ttl|limit|max|priority|weight|health|probe|cache|insecure|verify)[^=&#]*(?:[=&#]|$)/i;

export default defineRule({
  id: "environment/proxy-parameters-ignored",
  status: "preview",
  since: "0.1.0",
  harm: "S1",
  proof: ["environment-proxy-parameters-ignored"],
  summary:
    "A GOPROXY element carries parameters: go has none, so the time-out or breaker they ask for does not exist.",
  why:
    "go reads nothing from the query of a proxy's address. It sends `?…` along with every request and drops `#…`. " +
    "There is no time-out and no circuit breaker for a proxy: a stalled one holds the build without limit.",
  remedy: "Write the bare address; put time-outs and circuit breaking into a proxy of your own.",
  reads: "site",

  *check(site, { workspace }) {
    for (const { text, at, commands } of seenSettings(site, ["GOPROXY"])) {
      for (const element of parseGoproxy(text).elements) {
        if (!element.isReached || element.kind !== "url" || !(element.hasQuery || element.hasFragment))
          continue;
        const tail = /[?#].*$/s.exec(element.text)?.[0] ?? "";
        if (element.hasQuery && !element.hasFragment && !asksForBehaviour.test(tail)) continue;
        const fate = element.hasQuery
          ? "is sent to the server with each request and go itself does not read it"
          : "is dropped";
        const [command] = commands;
        yield {
          at,
          outcome: "ineffective",
          message: `"${tail}" in GOPROXY sets nothing: it ${fate}`,
          evidence: command ? [{ at: command.at, shows: `"go ${command.subcommand}" runs with it` }] : [],
          // What go drops is missed by nobody; a server may read what it is sent.
          ...fixSetting(
            workspace,
            { name: "GOPROXY", at, from: tail, to: "" },
            { title: `Write the address without ${tail}`, isSafe: !element.hasQuery },
          ),
          cause: `GOPROXY ${tail}`,
        };
      }
    }
  },
});
