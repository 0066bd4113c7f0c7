import { imageOfStage } from "../../site/docker/stage-image.ts";
import { isBuildMachine } from "../../site/is-build-machine.ts";
import { linesInEffect } from "../../site/lines-in-effect.ts";
import { isCellOfVersions } from "../../site/matrix-siblings.ts";
import type { GoCommand, InstalledGo, Site } from "../../site/site.ts";
import type { Workspace } from "../../workspace/workspace.ts";
import { fixOf } from "../edit-text.ts";
import { defineRule } from "../rule.ts";

export default defineRule({
  id: "toolchain/floating-version",
  status: "preview",
  since: "0.1.0",
  harm: "S3",
  proof: ["toolchain-floating-version"],
  summary:
    "A site names no version of Go and takes what its tag or set-up step has that day: one commit, two compilers.",
  why:
    "golang:latest, golang:alpine, stable and a bare 1 move with every Go release. A build that was green can fail, or " +
    "give another binary, without any commit. The tag of one release of a system, golang:alpine3.18, moves until its " +
    "images are no longer built, and then stays at a Go that gets no fixes.",
  remedy: "Name a minor version at least, or let the site read go.mod (go-version-file: go.mod).",
  reads: "site",

  *check(site, { sites, workspace }) {
    if (!isBuildMachine(site.kind) || isCellOfVersions(site, sites)) return;
    const command = site.commands.find(({ go }) => go.installed?.precision === "floating");
    const installed = command?.go.installed;
    if (!installed) return;
    const { file, span } = installed.at;
    const written = workspace.source(file)?.text.slice(span.start, span.end) ?? installed.version;
    const name = resolvedName(written.replace(/^["']|["']$/g, ""), site, workspace);
    // The tag of one release of a system gets new Go only as long as somebody builds images for it.
    const isSystem = /golang:(?:alpine\d|[a-z]*(?:trixie|bookworm|bullseye|buster|stretch|jessie))/.test(
      name,
    );
    yield {
      at: installed.at,
      message: isSystem
        ? `"go ${command.subcommand}" runs whatever Go the tag "${name}" has: it names a system, and no version of Go`
        : `"go ${command.subcommand}" runs whatever Go "${name}" means that day: the next release of Go changes this site without a commit`,
      evidence: [{ at: command.at, shows: "this command runs it" }],
      ...named(installed, { command, workspace }),
      cause: `"${installed.version}" by ${installed.by}`,
    };
  },
});

/** The tag of the go line's language; a choice, as it stands still from then on. */
function named(
  { at, by }: InstalledGo,
  { command, workspace }: { readonly command: GoCommand; readonly workspace: Workspace },
): ReturnType<typeof fixOf> {
  const language = /^1\.\d+/.exec(linesInEffect(command)?.go?.version ?? "")?.[0];
  const written = workspace.source(at.file)?.text.slice(at.span.start, at.span.end) ?? "";
  const image = /^((?:docker\.io\/)?(?:library\/)?golang)(?::(?:latest|1|alpine|1-alpine))?$/.exec(
    written,
  )?.[1];
  if (language === undefined || image === undefined || !by.includes("image")) return undefined;
  const text = `${image}:${language}${written.endsWith("alpine") ? "-alpine" : ""}`;
  return fixOf({ at, text }, { title: `Name the go line's ${language}`, isSafe: false });
}

/** An image whose tag is an argument, by the argument's default. */
function resolvedName(name: string, { at }: Site, { dockerfiles }: Workspace): string {
  const dockerfile = name.includes("$") ? dockerfiles.find(({ file }) => file === at.file) : undefined;
  const stage = dockerfile?.stages.find(({ span }) => span.start === at.span.start);
  return (dockerfile && stage && imageOfStage(dockerfile, stage)) ?? name;
}
