import { imageFacts } from "../../site/knowledge/images.ts";
import type { GoCommand } from "../../site/site.ts";
import { isInside } from "../../text/span.ts";
import type { DockerInstruction, DockerStage } from "../../workspace/dockerfile/model.ts";
import { defineRule } from "../rule.ts";

const needsCache = /^(?:build|install|test|run|vet)$/;

export default defineRule({
  id: "environment/no-cache-folder",
  status: "preview",
  since: "0.1.0",
  harm: "S2",
  proof: ["environment-no-cache-folder"],
  summary: "A stage builds as a user without a home folder: go cannot make its build cache and stops.",
  why:
    "The build cache lies in GOCACHE, else below XDG_CACHE_HOME or HOME. For a number that the image's /etc/passwd does " +
    "not know Docker sets HOME=/, and nobody but root may write there; the home of 65534, nobody, is no better.",
  remedy: "Set GOCACHE to a folder that the user may write: `ENV GOCACHE=/tmp/go-build`.",
  reads: "command",

  *check({ command, site }, { workspace }) {
    if (site.kind !== "dockerfile-stage" || !needsCache.test(command.subcommand)) return;
    const stages = workspace.dockerfiles.find(({ file }) => file === command.at.file)?.stages ?? [];
    const stage = stages.find(({ wholeSpan }) => isInside(command.at.span, wholeSpan));
    const user = stage && numericUser(stage, command);
    if (!stage || !user || hasFolder(command) || stage.buildsOn !== undefined || makesFolder(stage)) return;
    if (imageFacts(stage.image.text).isOpaque) return;
    yield {
      at: { file: command.at.file, span: user.span },
      message: `USER ${user.user.text} has no home folder, so "go ${command.subcommand}" stops: failed to initialize build cache at ${cachePath(user.user.text)}permission denied`,
      evidence: [{ at: command.at, shows: "this command needs the build cache" }],
      cause: `USER ${user.user.text} without GOCACHE`,
    };
  },
});

function numericUser(
  stage: DockerStage,
  command: GoCommand,
): (DockerInstruction & { kind: "user" }) | undefined {
  const user = stage.instructions.findLast(
    (each): each is DockerInstruction & { kind: "user" } =>
      each.kind === "user" && each.span.end <= command.at.span.start,
  );
  // Numbers below 1000 belong to the system's own users, and some of them have a home.
  return user && /^[1-9]\d{3,}(?::\d+)?$/.test(user.user.text) ? user : undefined;
}

function hasFolder({ environment }: GoCommand): boolean {
  return (
    ["GOCACHE", "XDG_CACHE_HOME", "HOME"].some((name) => environment.get(name) !== undefined) ||
    environment.openReason !== undefined
  );
}

/** Some instruction makes the user, the folder or mounts one. */
function makesFolder({ instructions }: DockerStage): boolean {
  return instructions.some((each) => {
    if (each.kind !== "run") return false;
    const text = JSON.stringify(each.script.body);
    return each.mounts.length > 0 || /user(?:add|mod)|adduser|passwd|\.cache|chmod|chown/.test(text);
  });
}

/** Systems know 65534 as nobody, with a home that does not exist (Debian) or is / (Alpine). */
function cachePath(user: string): string {
  return /^65534\b/.test(user) ? "… " : "/.cache/go-build: mkdir /.cache: ";
}
