import type { Fix } from "../../finding/fix.ts";
import type { Site } from "../../site/site.ts";
import type { Place } from "../../text/span.ts";
import type { Workspace } from "../../workspace/workspace.ts";
import { replaceText } from "../edit-text.ts";
import { defineRule } from "../rule.ts";

export default defineRule({
  id: "tools/dl-language-version",
  status: "preview",
  since: "0.1.0",
  harm: "S2",
  proof: ["tools-dl-language-version"],
  summary: "golang.org/dl is asked for a language version: from 1.21 on there is no such package.",
  why:
    "Since Go 1.21 the first release is 1.N.0, and golang.org/dl has one package for each release: go1.21.0, go1.21.1, " +
    "and none named go1.21. Up to 1.20 the name without a patch was a release.",
  remedy:
    "Name a whole release: `golang.org/dl/go1.25.0@latest`, or set GOTOOLCHAIN=go1.25.0 instead, which Go 1.21 and newer know.",
  reads: "command",

  *check({ command, site }, { workspace }) {
    for (const argument of command.arguments) {
      if (argument.value.kind !== "known" || !argument.value.text.startsWith("golang.org/dl/")) continue;
      const match = /^golang\.org\/dl\/go1\.(\d+)(@\S+)?$/.exec(argument.value.text);
      if (!match?.[1] || Number(match[1]) < 21) continue;
      yield {
        at: argument.at,
        message: `"go ${command.subcommand}" stops: golang.org/dl has no package go1.${match[1]}; the first release is 1.${match[1]}.0`,
        remedy: `Write golang.org/dl/go1.${match[1]}.0${match[2] ?? ""}.`,
        ...released(argument.at, { name: `go1.${match[1]}`, site, workspace }),
        cause: `golang.org/dl/go1.${match[1]}`,
      };
    }
  },
});

/** The package and every use of the program it installs; other mentions may be anything. */
function released(
  at: Place,
  { name, site, workspace }: { readonly name: string; readonly site: Site; readonly workspace: Workspace },
): { readonly fix: Fix } | undefined {
  const text = workspace.source(at.file)?.text ?? "";
  const mentions = [...text.matchAll(new RegExp(`\\b${RegExp.escape(name)}(?![\\w.])`, "g"))].length;
  const uses = site.commands.filter(({ binary, binaryAt }) => binary === name && binaryAt.file === at.file);
  const places = [...new Map(uses.map(({ binaryAt }) => [binaryAt.span.start, binaryAt])).values()];
  const edits = [at, ...places].flatMap(
    (place) => replaceText(workspace, { at: place, from: name, to: `${name}.0` }) ?? [],
  );
  if (edits.length !== places.length + 1 || edits.length !== mentions) return undefined;
  return { fix: { title: `Name the release ${name}.0`, isSafe: true, edits } };
}
