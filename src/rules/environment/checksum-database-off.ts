import { meetsNewModules } from "../../site/asks-for-modules.ts";
import { seenSettings } from "../../site/seen-settings.ts";
import type { GoCommand } from "../../site/site.ts";
import { fixSetting } from "../edit-text.ts";
import { defineRule } from "../rule.ts";

export default defineRule({
  id: "environment/checksum-database-off",
  status: "preview",
  since: "0.1.0",
  harm: "S0",
  proof: ["environment-checksum-database-off"],
  summary: "GOSUMDB=off: modules that go.sum does not know are accepted as any server sends them.",
  why:
    "go.sum only protects what it already lists. Everything new (a tool with @version, go get, go mod tidy) is " +
    "checked against the checksum database alone; off removes that check for public modules too.",
  remedy: "Remove GOSUMDB=off and name private prefixes in GONOSUMDB or GOPRIVATE.",
  reads: "site",

  *check(site, { workspace }) {
    for (const { text, at, commands } of seenSettings(site, ["GOSUMDB"])) {
      if (text !== "off") continue;
      const open = commands.find((command) => meetsNewModules(command) && !isOffline(command));
      if (open) {
        yield {
          at,
          message: `GOSUMDB=off: "go ${open.subcommand}" accepts modules that go.sum does not know without asking the checksum database`,
          evidence: [{ at: open.at, shows: "this command may load modules that go.sum does not know" }],
          ...fixSetting(
            workspace,
            { name: "GOSUMDB", at, from: "off", to: "sum.golang.org" },
            { title: "Ask the checksum database", isSafe: false },
          ),
          cause: "GOSUMDB=off",
        };
      }
    }
  },
});

/** Nothing is fetched: the proxy is off or a folder. */
function isOffline({ environment }: GoCommand): boolean {
  const goproxy = environment.goSetting("GOPROXY")?.value;
  return goproxy?.kind === "known" && /^(?:off$|file:)/.test(goproxy.text);
}
