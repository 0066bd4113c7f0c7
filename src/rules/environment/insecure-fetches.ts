import { explainPatterns } from "../../go/private-patterns.ts";
import { mayFetchModules } from "../../site/asks-for-modules.ts";
import { isBuildMachine } from "../../site/is-build-machine.ts";
import { seenSettings } from "../../site/seen-settings.ts";
import { defineRule } from "../rule.ts";

export default defineRule({
  id: "environment/insecure-fetches",
  status: "preview",
  since: "0.1.0",
  harm: "S1",
  proof: ["environment-insecure-fetches"],
  summary: "GOINSECURE is set where artefacts are built: modules of these hosts may come over plain http.",
  why:
    "For the listed paths go skips certificate checks and falls back to http whenever it goes to the origin itself. " +
    "Whoever sits between can hand over other code for every version that neither go.sum nor the database covers.",
  remedy: "Give the host a certificate the image trusts and remove GOINSECURE.",
  reads: "site",

  *check(site) {
    if (!isBuildMachine(site.kind) && site.kind !== "goreleaser-build") return;
    for (const { text, at, commands } of seenSettings(site, ["GOINSECURE"])) {
      const works = explainPatterns(text).some(
        ({ text: element, problems }) =>
          element !== "" && !problems.some(({ isIneffective }) => isIneffective),
      );
      const command = commands.find(mayFetchModules);
      if (!works || !command) continue;
      yield {
        at,
        message: `GOINSECURE=${text}: "go ${command.subcommand}" may take modules of these paths over plain http and without certificate checks, wherever it fetches from the origin`,
        evidence: [{ at: command.at, shows: "this command may fetch modules" }],
        cause: `GOINSECURE=${text}`,
      };
    }
  },
});
