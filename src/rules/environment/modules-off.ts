import { judgeEnvironmentValue } from "../../go/environment-values.ts";
import { isVersionedCall } from "../../site/is-versioned-call.ts";
import { seenSettings } from "../../site/seen-settings.ts";
import type { GoCommand, Site } from "../../site/site.ts";
import { fixSetting } from "../edit-text.ts";
import { defineRule } from "../rule.ts";

const needsModules = /^(?:build|install|run|test|vet|list|mod .*|work .*)$/;

export default defineRule({
  id: "environment/modules-off",
  status: "preview",
  since: "0.1.0",
  harm: "S2",
  proof: ["environment-modules-off"],
  summary: "GO111MODULE keeps go out of module mode where the code needs it: imports are not found.",
  why:
    "Since Go 1.16 module mode is on without any setting. With off, go.mod is not read: packages are looked for in " +
    "GOPATH/src, and @version arguments and `go mod` are refused. Any word but on, auto and off stops go.",
  remedy: "Delete GO111MODULE.",
  reads: "site",

  *check(site, { workspace }) {
    for (const { text, at, commands } of seenSettings(site, ["GO111MODULE"])) {
      const refusal = judgeEnvironmentValue({ name: "GO111MODULE", value: text });
      const command = commands.find(
        (candidate) => needsModules.test(candidate.subcommand) && stops(candidate, text, site),
      );
      if (!command) continue;
      const reason =
        refusal?.verdict === "refused"
          ? `go: ${refusal.reason}`
          : isVersionedCall(command) || command.subcommand.startsWith("mod ")
            ? "go: modules disabled by GO111MODULE=off"
            : `${command.module?.file} is not read`;
      yield {
        at,
        message: `GO111MODULE=${text} stops "go ${command.subcommand}": ${reason}`,
        evidence: [{ at: command.at, shows: "this command needs module mode" }],
        ...fixSetting(
          workspace,
          { name: "GO111MODULE", at, from: text, to: "on" },
          { title: "Write GO111MODULE=on", isSafe: false },
        ),
        cause: `GO111MODULE=${text}`,
      };
    }
  },
});

function stops(command: GoCommand, text: string, site: Site): boolean {
  if (text !== "off")
    return judgeEnvironmentValue({ name: "GO111MODULE", value: text })?.verdict === "refused";
  if (command.failure.kind === "handled" || command.failure.kind === "swallowed") return false;
  if (isVersionedCall(command) || command.subcommand.startsWith("mod ")) return true;
  // Below GOPATH/src the requirements are found in GOPATH or in vendor, and the build is what somebody wants.
  if (command.module === undefined || command.module.vendor || mayLieInGopath(site)) return false;
  // Without requirements GOPATH mode can build single files and packages of the standard library only.
  return command.module.mod.requires.length > 0;
}

/** A job on GitHub checks out beside GOPATH, unless it names a path; of other places files do not say where they lie. */
function mayLieInGopath({ kind, events }: Site): boolean {
  if (kind !== "github-job") return true;
  return events.some(
    (event) => event.kind === "uses" && event.name === "actions/checkout" && event.inputs.has("path"),
  );
}
