import { buildOutput } from "../../site/build-output.ts";
import { copiedPrograms } from "../../site/docker/copied-programs.ts";
import { packageClosure } from "../../site/package-closure.ts";
import { withoutRemarks } from "../../workspace/without-remarks.ts";
import { defineRule } from "../rule.ts";

/** Official images without a time zone database. */
const bare = /^(?:scratch|(?:docker\.io\/(?:library\/)?)?(?:alpine|busybox)(?:[:@].*)?)$/;
const brings = /tzdata|zoneinfo/;

export default defineRule({
  id: "image/time-zones-missing",
  status: "preview",
  since: "0.1.0",
  harm: "S2",
  proof: ["image-time-zones-missing"],
  summary:
    "A program asks for a named time zone in an image without the time zone database: it gets an error.",
  why:
    "time.LoadLocation reads the database of the system, and scratch, alpine and busybox have none. The machine that " +
    "built the program has one, so tests there pass.",
  remedy:
    'Build with -tags timetzdata or import _ "time/tzdata", or copy /usr/share/zoneinfo into the image.',
  reads: "command",

  *check({ command, site }, { workspace }) {
    if (site.kind !== "dockerfile-stage" || !/^(?:build|install)$/.test(command.subcommand)) return;
    const dockerfile = workspace.dockerfiles.find(({ file }) => file === site.at.file);
    const stage = dockerfile?.stages.find(({ span }) => span.start === site.at.span.start);
    const output = buildOutput(command);
    if (!dockerfile || !stage || !output || !command.tags.value || command.tags.value.includes("timetzdata"))
      return;
    const target = copiedPrograms(dockerfile, stage, output).find(({ image }) => bare.test(image));
    const text = withoutRemarks(dockerfile.file, workspace.source(dockerfile.file)?.text ?? "");
    if (!target || brings.test(text)) return;
    const closure = packageClosure(command, workspace);
    if (!closure || closure.imports.has("time/tzdata") || command.environment.goSetting("ZONEINFO")) return;
    for (const file of closure.files) {
      if (!file.imports.some(({ path }) => path === "time")) continue;
      const source = workspace.source(file.path)?.text ?? "";
      const call = /^[^/\n]*\btime\.LoadLocation\("((?!UTC"|Local"|")[^"]+)"\)/m.exec(source);
      if (!call) continue;
      const start = call.index + call[0].lastIndexOf("time.LoadLocation");
      yield {
        at: { file: file.path, span: { start, end: call.index + call[0].length } },
        message: `In ${target.image} this gives an error: unknown time zone ${call[1]}, because the image has no time zone database and ${output.name} is built without one`,
        evidence: [
          {
            at: { file: site.at.file, span: target.copy.span },
            shows: `the program goes into ${target.image}`,
          },
          { at: command.at, shows: "this command builds it" },
        ],
        cause: `${site.at.file} time zones`,
      };
    }
  },
});
