import { godebugKillsPrograms } from "../../go/godebug.ts";
import { minorOfGo } from "../../site/minor-of-go.ts";
import { seenSettings } from "../../site/seen-settings.ts";
import { defineRule } from "../rule.ts";

export default defineRule({
  id: "environment/removed-godebug",
  status: "preview",
  since: "0.1.0",
  harm: "S2",
  proof: ["environment-removed-godebug"],
  summary:
    "GODEBUG asks for behaviour that this Go has removed: go and every program it built stop at start.",
  why:
    "From Go 1.27 on a removed key with its old value in the environment is a fatal error before main, in the go " +
    "command and in each program built by it. Programs built by Go 1.26 pass over it.",
  remedy: "Delete the key; the old behaviour is gone.",
  reads: "site",

  *check(site) {
    for (const { text, at, commands } of seenSettings(site, ["GODEBUG"])) {
      for (const command of commands) {
        const minor = minorOfGo(command.go);
        const fatal = minor === undefined ? undefined : godebugKillsPrograms(text, minor);
        if (!fatal) continue;
        yield {
          at,
          message: `GODEBUG=${text} stops Go 1.${minor} and what it builds at start: removed GODEBUG "${fatal.name}" set to old value "${fatal.value}" in environment`,
          evidence: [
            { at: command.at, shows: `this command runs Go 1.${minor}` },
            ...(command.go.installed ? [{ at: command.go.installed.at, shows: "the installed Go" }] : []),
          ],
          cause: `GODEBUG ${fatal.name}=${fatal.value}`,
        };
        break;
      }
    }
  },
});
