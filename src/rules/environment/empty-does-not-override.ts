import { environmentNames } from "../../go/environment-names.ts";
import { defineRule } from "../rule.ts";

export default defineRule({
  id: "environment/empty-does-not-override",
  status: "preview",
  since: "0.1.0",
  harm: "S3",
  proof: ["environment-empty-does-not-override"],
  summary:
    "An empty variable is meant to undo what `go env -w` wrote, and does not: go treats empty as not set.",
  why:
    "go looks into the process environment first and takes a value only if it is not empty; then it reads the file " +
    "that `go env -w` writes. An empty variable therefore leaves the written value in force.",
  remedy: "Run `go env -u NAME`, or set GOENV=off.",
  reads: "site",

  *check(site) {
    for (const command of site.commands) {
      if (!command.environment.hasWritten) continue;
      for (const [name, { value, at, by }] of command.environment.entries()) {
        if (value.kind === "unknown" || value.text !== "" || !at || by === "assignment") continue;
        if (environmentNames.get(name)?.readBy !== "go") continue;
        const written = command.environment.getWritten(name);
        const goenv = command.environment.valueOf("GOENV");
        if (written?.value.kind !== "known" || written.value.text === "") continue;
        if (goenv.kind === "unknown" || goenv.text !== "") continue;
        yield {
          at,
          outcome: "ineffective",
          message: `The empty ${name} does nothing: "go ${command.subcommand}" still runs with ${name}=${written.value.text}, which go env -w wrote`,
          evidence: [
            ...(written.at ? [{ at: written.at, shows: `go env -w wrote ${written.value.text}` }] : []),
            { at: command.at, shows: "this command runs with it" },
          ],
          cause: `empty ${name}`,
        };
      }
    }
  },
});
