import { buildOutput } from "../../site/build-output.ts";
import { cgoUsers } from "../../site/cgo-users.ts";
import { type CopiedProgram, copiedPrograms } from "../../site/docker/copied-programs.ts";
import { imageOfStage } from "../../site/docker/stage-image.ts";
import { imageFacts } from "../../site/knowledge/images.ts";
import { packageClosure } from "../../site/package-closure.ts";
import { linkerFlags } from "../../site/static-link.ts";
import { defineRule } from "../rule.ts";

const loaders = { glibc: "ld-linux", musl: "ld-musl" } as const;

export default defineRule({
  id: "image/libc-missing",
  status: "preview",
  since: "0.1.0",
  harm: "S2",
  proof: ["image-libc-missing"],
  summary: "A program built with cgo is copied into an image without its libc: it does not start there.",
  why:
    "With cgo on, net and os/user link against libc, and the program names the loader of that libc. scratch and " +
    'distroless/static have none, alpine has musl instead of glibc; the kernel then says "no such file or directory".',
  remedy:
    "Set CGO_ENABLED=0 for this build if only net and os/user use cgo, else copy the program into an image with the same " +
    "libc.",
  reads: "command",

  *check({ command, site }, { workspace }) {
    if (site.kind !== "dockerfile-stage" || !/^(?:build|install)$/.test(command.subcommand)) return;
    const { cgo, tags, environment } = command;
    if (cgo.value !== "on" || !tags.value || command.isConditional) return;
    const flags = linkerFlags(command);
    const words = command.arguments.map(({ text }) => text).join(" ");
    if (!flags.isComplete || /static|-linkmode|-buildmode/.test(`${flags.text} ${words}`)) return;
    if (["CGO_LDFLAGS", "CC", "GO_EXTLINK_ENABLED"].some((name) => environment.goSetting(name))) return;
    const dockerfile = workspace.dockerfiles.find(({ file }) => file === site.at.file);
    const stage = dockerfile?.stages.find(({ span }) => span.start === site.at.span.start);
    const output = buildOutput(command);
    if (!dockerfile || !stage || !output) return;
    const image = imageOfStage(dockerfile, stage);
    const libc = image === undefined ? undefined : imageFacts(image).libc;
    if (libc !== "glibc" && libc !== "musl") return;
    const target = copiedPrograms(dockerfile, stage, output).find((program) => lacks(program, libc));
    const closure = target && packageClosure(command, workspace);
    const [user] = closure ? cgoUsers(closure, tags.value) : [];
    if (!target || !user) return;
    yield {
      at: command.at,
      message: `${output.name} does not start in ${target.image}: exec: no such file or directory. It is built with cgo (${cgo.why.map(({ text }) => text).join(", ")}), ${user.name} uses it, and ${target.image} has no ${libc} (${loaders[libc]}…)`,
      evidence: [
        {
          at: { file: site.at.file, span: target.copy.span },
          shows: `the program goes into ${target.image}`,
        },
        { at: user.at, shows: "this brings cgo in" },
      ],
      remedy:
        user.kind === "std"
          ? "Set CGO_ENABLED=0 for this build, or copy the program into an image with the same libc."
          : `Copy the program into an image with the same libc: ${user.name} does not work without cgo.`,
      cause: `${site.at.file} ${output.name}`,
    };
  },
});

function lacks(program: CopiedProgram, libc: "glibc" | "musl"): boolean {
  return program.libc !== undefined && program.libc !== libc && !program.bringsLoader;
}
