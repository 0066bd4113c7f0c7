import { tagsOfConstraint } from "../../go/constraint.ts";
import { fileNameConstraint } from "../../go/file-name.ts";
import { isForeignPlatform, mayAskFor } from "../../site/foreign-platform.ts";
import type { GoFile } from "../../workspace/gofiles/model.ts";
import { defineRule } from "../rule.ts";

export default defineRule({
  id: "platform/suffix-file-vanishes",
  status: "preview",
  since: "0.1.0",
  harm: "S1",
  proof: ["platform-suffix-file-vanishes"],
  summary:
    "The end of a test file's name is a platform that no site builds for: its tests never run, and go test says ok.",
  why:
    "A name that ends in _GOOS, _GOARCH or one of them before _test is a build constraint. A file base_arm_test.go about " +
    "arms is compiled only for 32-bit ARM; elsewhere go test passes without it.",
  remedy: "Rename the file so that the platform's name is not its last part.",
  reads: "gofile",

  *check(file, { workspace, sites }) {
    const name = file.path.slice(file.path.lastIndexOf("/") + 1);
    const { goos, goarch } = fileNameConstraint(name);
    const platform = goarch ?? goos;
    if (!file.isTest || platform === undefined || (goos && goarch) || !isForeignPlatform(platform)) return;
    const beside = workspace.goFiles.filter(
      ({ folder, path }) => folder === file.folder && path !== file.path,
    );
    if (beside.length === 0 || beside.some((other) => isFor(other, platform)) || isFor(file, platform, true))
      return;
    // A text that speaks of the platform means it.
    const text = workspace.source(file.path)?.text ?? "";
    if (
      /GOOS|GOARCH|syscall\/js|\bbuild for\b/.test(text) ||
      !/^func (?:Test|Benchmark|Fuzz|Example)/m.test(text)
    )
      return;
    if (
      sites.length === 0 ||
      sites.some((site) => site.commands.some((command) => mayAskFor(command, platform, goos !== undefined)))
    )
      return;
    const start = Math.max(0, text.search(/^package /m));
    yield {
      at: { file: file.path, span: { start, end: start + "package".length } },
      message: `The tests in this file never run: the name ends in _${platform}, so go compiles it only for ${platform}, which ${sites.length === 1 ? "the one site does not build for" : `none of the ${sites.length} sites builds for`}`,
      cause: file.path,
    };
  },
});

/** The package has code for that platform, so the file is meant for it. */
function isFor(file: GoFile, platform: string, ownConstraintOnly = false): boolean {
  if (file.constraint && tagsOfConstraint(file.constraint).includes(platform)) return true;
  if (ownConstraintOnly) return false;
  const { goos, goarch } = fileNameConstraint(file.path.slice(file.path.lastIndexOf("/") + 1));
  return goos === platform || goarch === platform;
}
