import { meetsNewModules } from "../../site/asks-for-modules.ts";
import { seenSettings } from "../../site/seen-settings.ts";
import { defineRule } from "../rule.ts";

/** Hosts on which anybody can publish. */
const publicHosts = new Set(
  (
    "github.com gitlab.com bitbucket.org codeberg.org gitee.com golang.org google.golang.org gopkg.in go.uber.org " +
    "k8s.io sigs.k8s.io gotest.tools honnef.co modernc.org cloud.google.com"
  ).split(" "),
);

export default defineRule({
  id: "environment/private-pattern-too-wide",
  status: "preview",
  since: "0.1.0",
  harm: "S0",
  proof: ["environment-private-pattern-too-wide"],
  summary: "GOPRIVATE or GONOSUMDB covers public modules: what they first resolve to is checked by nobody.",
  why:
    "A module that is exempt from the checksum database and not yet in go.sum is taken as the server sends it. For " +
    "company modules that is meant; for a whole public host, or for `*`, it gives up the only check there is.",
  remedy: "Name the company's own prefixes only: `github.com/acme`, `*.corp.example`.",
  reads: "site",

  *check(site) {
    for (const { name, text, at, commands } of seenSettings(site, ["GOPRIVATE", "GONOSUMDB"])) {
      const wide = text.split(",").find(isWide);
      const command = commands.find(meetsNewModules);
      if (wide === undefined || !command) continue;
      // GONOSUMDB takes the place of GOPRIVATE for the database.
      if (name === "GOPRIVATE" && command.environment.goSetting("GONOSUMDB")) continue;
      yield {
        at,
        message: `${name}=${text} takes ${covered(wide)} out of the checksum database, and "go ${command.subcommand}" accepts new ones as any server sends them`,
        evidence: [{ at: command.at, shows: "this command may load modules that go.sum does not know" }],
        cause: `${name}: ${wide}`,
      };
    }
  },
});

function isWide(element: string): boolean {
  const pattern = element.replace(/\/$/, "");
  return (
    /^(?:\*+(?:\.\*+)*|\*+\.(?:com|org|net|io|dev|in))(?:\/\*+)?$/.test(pattern) ||
    publicHosts.has(pattern.replace(/\/\*+$/, ""))
  );
}

function covered(element: string): string {
  return /^\*+(?:\.\*+)*(?:\/\*+)?\/?$/.test(element) ? "every module" : `every module of ${element}`;
}
