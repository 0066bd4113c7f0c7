import { environmentNames } from "../../go/environment-names.ts";
import { separateShells } from "../../site/separate-shells.ts";
import type { GoCommand } from "../../site/site.ts";
import { isInside } from "../../text/span.ts";
import { defineRule } from "../rule.ts";

/** `export A=1 B="x"`, and nothing else. */
const exportOnly = /^export(?:\s+[A-Za-z_]\w*=(?:"[^"]*"|'[^']*'|[^\s;&|"'()]*))+$/;
const takesNotice = /^(?:build|install|test|run|vet|get|list|generate|mod .*|work .*)$/;

export default defineRule({
  id: "environment/lost-export",
  status: "preview",
  since: "0.1.0",
  harm: "S1",
  proof: ["environment-lost-export"],
  summary:
    "A step, RUN instruction or recipe line only exports a variable: its shell ends, and go never sees it.",
  why:
    "Each step of a job, each RUN of a Dockerfile and each line of a recipe has a shell of its own. What it exports is " +
    "gone when it ends.",
  remedy:
    'Put it where it lasts: `env:` of the job or `echo NAME=value >> "$GITHUB_ENV"`, `ENV` in a Dockerfile, `export NAME = value` in a Makefile.',
  reads: "repository",

  *check(_, { workspace, sites }) {
    const commands = sites.flatMap((site) => site.commands);
    for (const { file, shells } of separateShells(workspace)) {
      for (const [index, { text, span }] of shells.entries()) {
        for (const { name, value } of exportsOf(text)) {
          if (environmentNames.get(name)?.readBy !== "go" || value === "") continue;
          // What is the default anyway is missed by nobody.
          if (name === "GO111MODULE" && value === "on") continue;
          const later = shells.slice(index + 1);
          const command = commands.find(
            (each) =>
              takesNotice.test(each.subcommand) &&
              placesOf(each, file).some((place) => later.some((shell) => isInside(place, shell.span))) &&
              !each.environment.goSetting(name),
          );
          if (!command) continue;
          yield {
            at: { file, span },
            outcome: "ineffective",
            // In a module off would stop go: what is lost is better lost.
            ...(name === "GO111MODULE" ? { harm: "S3" as const } : {}),
            message: `${name}=${value} does nothing: it is gone when this shell ends, and "go ${command.subcommand}" runs in another one`,
            evidence: [{ at: command.at, shows: "this command runs without it" }],
            cause: `${name} is exported in a shell of its own`,
          };
        }
      }
    }
  },
});

/** The variables of a text that does nothing but export. */
function exportsOf(text: string): readonly { readonly name: string; readonly value: string }[] {
  const parts = text
    .split(/\n|;|&&/)
    .map((part) => part.trim())
    .filter((part) => part !== "" && !part.startsWith("#") && !/^set\s+-\w+$/.test(part));
  if (!parts.every((part) => exportOnly.test(part))) return [];
  return parts.flatMap((part) =>
    [...part.matchAll(/\s([A-Za-z_]\w*)=(?:"([^"]*)"|'([^']*)'|(\S*))/g)].map(
      ([, name = "", double, single, plain]) => ({ name, value: double ?? single ?? plain ?? "" }),
    ),
  );
}

/** Where a command is started in a file: where it stands, or the lines that call its script or target. */
function placesOf({ at, via }: GoCommand, file: string) {
  return [at, ...via.flatMap((reason) => reason.at ?? [])]
    .filter((place) => place.file === file)
    .map(({ span }) => span);
}
