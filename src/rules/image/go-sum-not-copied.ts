import type { FileEdit, Fix } from "../../finding/fix.ts";
import { isPackageOf } from "../../go/is-package-of.ts";
import { replacesOf } from "../../go/modfile/lines-of-path.ts";
import { filesOfCommand } from "../../site/docker/files-of-command.ts";
import { isVersionedCall } from "../../site/is-versioned-call.ts";
import { packageClosure } from "../../site/package-closure.ts";
import type { GoCommand } from "../../site/site.ts";
import type { Workspace } from "../../workspace/workspace.ts";
import { fixOf } from "../edit-text.ts";
import { defineRule } from "../rule.ts";

const needsSums = /^(?:build|install|test|run|vet)$/;

export default defineRule({
  id: "image/go-sum-not-copied",
  status: "preview",
  since: "0.1.0",
  harm: "S2",
  proof: ["image-go-sum-not-copied"],
  summary: "A stage builds with the go.mod and without the go.sum of a module that has one: the build stops.",
  why:
    "In readonly mode go wants a hash for every module it compiles. Without go.sum, go mod download still succeeds and " +
    "writes only the hashes of go.mod files, so the next step is the one that stops.",
  remedy: "Copy both: COPY go.mod go.sum ./",
  reads: "site",

  *check(site, { workspace }) {
    for (const command of site.commands) {
      const { module, mode } = command;
      if (!needsSums.test(command.subcommand) || isVersionedCall(command)) continue;
      if (!module?.sum || command.workspace || mode.value !== "readonly") continue;
      const files = filesOfCommand(site, command, workspace);
      const modFile = files?.locate(module.file);
      if (!files || !modFile || module.sum.parsed.lines.length === 0) continue;
      if (files.has(modFile) !== "yes" || files.has(modFile.replace(/mod$/, "sum")) !== "no") continue;
      const closure = packageClosure(command, workspace);
      const needed = module.mod.requires.find(
        ({ path }) =>
          !replacesOf(module.mod, path).some(({ isLocal }) => isLocal) &&
          [...(closure?.imports.keys() ?? [])].some((each) => isPackageOf(each, path)),
      );
      if (!needed) continue;
      const reason = files.isLeftOut(module.sum.file) ? ".dockerignore leaves it out" : "no COPY brings it";
      yield {
        at: command.at,
        message: `"go ${command.subcommand}" stops in this stage: missing go.sum entry, among others for ${needed.path}, because ${module.sum.file} is not in the image (${reason})`,
        evidence: [{ at: { file: module.file, span: needed.span }, shows: "a module that needs its hash" }],
        ...(files.isLeftOut(module.sum.file)
          ? fixOf(keptByIgnore(module.sum.file, workspace), {
              title: `Keep ${module.sum.file}`,
              isSafe: false,
            })
          : copied(command, workspace)),
        cause: `${site.at.file} ${module.sum.file}`,
      };
      return;
    }
  },
});

/** Beside the one go.mod that the stage copies into a folder before the command. */
function copied(command: GoCommand, { dockerfiles, source }: Workspace): { readonly fix: Fix } | undefined {
  const { file, span } = command.at;
  const stage = dockerfiles
    .find((each) => each.file === file)
    ?.stages.find(({ wholeSpan }) => wholeSpan.start <= span.start && wholeSpan.end >= span.end);
  const copies = (stage?.instructions ?? []).flatMap((each) =>
    (each.kind === "copy" || each.kind === "add") && !each.from && each.span.end <= span.start
      ? each.sources
          .filter(({ text }) => /^[\w./-]*go\.mod$/.test(text))
          .map((from) => ({ from, to: each.target }))
      : [],
  );
  const [only, ...others] = copies;
  // Several files need a folder to go to, and the form with brackets needs quotes.
  if (!only || others.length > 0 || !/^(?:\.|.*\/)$/.test(only.to.text)) return undefined;
  const at = only.from.span.end;
  if (!/[ \t]/.test(source(file)?.text.charAt(at) ?? "")) return undefined;
  const added = {
    at: { file, span: { start: at, end: at } },
    text: ` ${only.from.text.replace(/mod$/, "sum")}`,
  };
  // Not every builder takes two files to "." without a slash.
  const slash = { at: { file, span: only.to.span }, text: "./" };
  const edits = only.to.text === "." ? [added, slash] : [added];
  return { fix: { title: "Copy go.sum beside go.mod", isSafe: true, edits } };
}

/** An exception at the end of the root's .dockerignore: its last line that fits a file decides. */
function keptByIgnore(path: string, workspace: Workspace): FileEdit | undefined {
  const text = workspace.source(".dockerignore")?.text;
  if (text === undefined || !workspace.dockerignores.some(({ file }) => file === ".dockerignore"))
    return undefined;
  const at = text.length;
  const isOpen = text !== "" && !text.endsWith("\n");
  return {
    at: { file: ".dockerignore", span: { start: at, end: at } },
    text: `${isOpen ? "\n" : ""}!${path}\n`,
  };
}
