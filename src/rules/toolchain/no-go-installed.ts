import { bringNoGo } from "../../site/docker/brings-no-go.ts";
import { chainOfStage } from "../../site/docker/stage-image.ts";
import { parseImageReference } from "../../site/knowledge/images.ts";
import { isInside } from "../../text/span.ts";
import type { DockerInstruction } from "../../workspace/dockerfile/model.ts";
import { defineRule } from "../rule.ts";

/** Registries whose images of these names are the distributions' own; a mirror may put more into them. */
const registries =
  /^(?:(?:index\.|registry-1\.)?docker\.io|gcr\.io|registry\.access\.redhat\.com|registry\.redhat\.io|cgr\.dev)$/;

export default defineRule({
  id: "toolchain/no-go-installed",
  status: "preview",
  since: "0.1.0",
  harm: "S2",
  proof: ["toolchain-no-go-installed"],
  summary:
    "A stage of a Dockerfile runs go, and neither its image nor an instruction before brings one: it stops.",
  why:
    "The images of distributions hold no Go. The shell does not find the program and the build of the image ends there, " +
    "with exit status 127. What another stage has is not seen: each FROM starts with the files of its image.",
  remedy: "Build in a golang image and copy the program from that stage, or install Go before.",
  reads: "site",

  *check(site, { workspace }) {
    const dockerfile = workspace.dockerfiles.find(({ file }) => file === site.at.file);
    const stage = dockerfile?.stages.find(({ span }) => span.start === site.at.span.start);
    const command = site.commands.find(({ go }) => go.openness === "absent");
    if (!dockerfile || !stage || !command || command.at.file !== dockerfile.file) return;
    if (command.isConditional || command.failure.kind !== "stops" || command.binary !== "go") return;
    const chain = chainOfStage(dockerfile, stage);
    const image = chain[0]?.image;
    const { registry } = parseImageReference(image?.text ?? "");
    // What a variable stands for can be another image on the day of the build.
    if (!image || /[$]/.test(image.text) || !(registry === undefined || registries.test(registry))) return;
    const before = chain
      .flatMap(({ instructions }) => instructions)
      .filter(({ span }) => span.start < command.at.span.start);
    if (!bringNoGo(before, command.at.span.start)) return;
    const run = stage.instructions.find(({ span }) => isInside(command.at.span, span));
    yield {
      at: { file: dockerfile.file, span: image.span },
      message: `"go ${command.subcommand}" stops: ${wordsOf(image.text, run)}. ${image.text} holds no Go, and no instruction before brings one`,
      evidence: [{ at: command.at, shows: "this command needs go" }],
      site: site.id,
      cause: image.text,
    };
  },
});

/** Images in which RUN without brackets finds no shell either. */
const shellless = /^scratch$|(?:^|\/)(?:distroless\/|chainguard\/static)/;
/** Distributions whose /bin/sh is dash or busybox; that of the others is bash. */
const dash = /(?:^|\/)(?:debian|ubuntu|buildpack-deps|alpine|alpine\/git|busybox)$/;

/** What the builder or the shell prints. */
function wordsOf(image: string, run: DockerInstruction | undefined): string {
  if (run?.kind === "run" && run.isExecForm) return 'exec: "go": executable file not found in $PATH';
  const { repository } = parseImageReference(image);
  if (shellless.test(repository)) return 'exec: "/bin/sh": no such file or directory';
  return dash.test(repository) ? "go: not found" : "go: command not found";
}
