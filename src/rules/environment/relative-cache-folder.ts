import { judgeEnvironmentValue } from "../../go/environment-values.ts";
import { seenSettings } from "../../site/seen-settings.ts";
import type { GoCommand } from "../../site/site.ts";
import { defineRule } from "../rule.ts";

/** What a command must do for go to look at the folder. */
const concerned: Readonly<Record<string, RegExp>> = {
  GOCACHE: /^(?:build|install|run|test|vet)$/,
  GOPATH: /^(?:build|install|run|test|vet|list|get|mod download|mod tidy|mod vendor)$/,
  GOMODCACHE: /^(?:build|install|run|test|vet|list|get|mod download|mod tidy|mod vendor)$/,
  GOBIN: /^install$/,
};

export default defineRule({
  id: "environment/relative-cache-folder",
  status: "preview",
  since: "0.1.0",
  harm: "S2",
  proof: ["environment-relative-cache-folder"],
  summary: "GOCACHE, GOMODCACHE, GOPATH or GOBIN is relative or off: go refuses to run.",
  why: "These folders are shared by commands that run in different folders, so go takes absolute paths only.",
  remedy: "Give an absolute path: `$PWD/…`, `$GITHUB_WORKSPACE/…`, `$CI_PROJECT_DIR/…`.",
  reads: "site",

  *check(site, { workspace }) {
    for (const { name, text, at, by, commands } of seenSettings(site, Object.keys(concerned))) {
      const command = commands.find((candidate) => isConcerned(name, candidate));
      // RUN on Windows reads quotes once more before PowerShell does: """C:\go""" is C:\go.
      if (!command || text === "" || text.startsWith('"')) continue;
      const written = workspace.source(at.file)?.text.slice(at.span.start, at.span.end) ?? "";
      // A shell expands a tilde before go sees it, unless it is quoted; a Dockerfile and CI keys do not.
      const isKept = by === "ENV" || /env$/.test(by) || /^(?:\w+=)?["']~|^["']\w+=~/.test(written);
      if (text.startsWith("~") && !isKept) continue;
      const judgement = judgeEnvironmentValue({ name, value: text });
      if (judgement?.verdict !== "refused") continue;
      yield {
        at,
        message: `${name}=${text} stops "go ${command.subcommand}": ${judgement.reason}`,
        evidence: [{ at: command.at, shows: "this command stops" }],
        cause: `${name}=${text}`,
      };
    }
  },
});

function isConcerned(name: string, command: GoCommand): boolean {
  if (!concerned[name]?.test(command.subcommand)) return false;
  // A module without requirements never opens the module cache.
  return (
    name !== "GOMODCACHE" ||
    (command.mode.value !== "vendor" && (command.module?.mod.requires.length ?? 0) > 0)
  );
}
