import { normalizePath } from "../../site/shell/join-folder.ts";
import { fixOf, replaceText } from "../edit-text.ts";
import { defineRule } from "../rule.ts";

export default defineRule({
  id: "image/copies-missing-file",
  status: "preview",
  since: "0.1.0",
  harm: "S2",
  proof: ["image-copies-missing-file"],
  summary: "COPY names a go.sum that does not exist: docker build stops.",
  why: "A module without dependencies has no go.sum, and COPY wants every file that it names without a star.",
  remedy: "COPY go.mod go.sum* ./",
  reads: "dockerfile",

  *check(dockerfile, { workspace }) {
    const { tree } = workspace;
    const contexts = foldersAbove(dockerfile.file);
    for (const stage of dockerfile.stages) {
      for (const instruction of stage.instructions) {
        if (instruction.kind !== "copy" && instruction.kind !== "add") continue;
        if (instruction.from || instruction.hasHereDocument) continue;
        for (const source of instruction.sources) {
          if (!/^[\w./-]*go\.(?:work\.)?sum$/.test(source.text)) continue;
          const paths = contexts.map((folder) => normalizePath(`${folder}/${source.text}`, false));
          if (paths.some((path) => tree.entry(path) || tree.isIgnored(path))) continue;
          // The go.mod beside it shows which folder is the context.
          const modFiles = paths.map((path) =>
            path.replace(/\.sum$/, source.text.endsWith("work.sum") ? "" : ".mod"),
          );
          const found = modFiles.find((path) => tree.entry(path));
          if (found === undefined) continue;
          yield {
            at: { file: dockerfile.file, span: source.span },
            message: `docker build stops at this COPY: "/${normalizePath(source.text, false)}": not found, because ${found} has no ${source.text.slice(source.text.lastIndexOf("/") + 1)} beside it`,
            evidence: [{ at: { file: found, span: { start: 0, end: 0 } }, shows: "nothing lies beside it" }],
            // Alone a pattern that fits nothing stops the build as well.
            ...(instruction.sources.some((other) => other !== source && !/[*?[$]/.test(other.text))
              ? fixOf(
                  replaceText(workspace, {
                    at: { file: dockerfile.file, span: source.span },
                    from: source.text,
                    to: `${source.text}*`,
                  }),
                  { title: `Write ${source.text}*`, isSafe: true },
                )
              : undefined),
            cause: `${dockerfile.file} ${source.text}`,
          };
        }
      }
    }
  },
});

function foldersAbove(file: string): readonly string[] {
  const parts = file.split("/").slice(0, -1);
  return [...parts.keys(), parts.length].map((length) => parts.slice(0, length).join("/")).reverse();
}
