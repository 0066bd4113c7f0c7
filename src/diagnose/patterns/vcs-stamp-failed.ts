import { errorReader } from "../error-reader.ts";
import { definePattern, type LogContext } from "../pattern.ts";

const read = errorReader(/error obtaining VCS status: (?<why>.+?)(?=\\n|$)/);
const dubious =
  /^(?:fatal: )(?:detected dubious ownership in repository at '(?<folder>[^']+)'|unsafe repository \('(?<old>[^']+)' is owned by someone else\))/;

const go =
  /(?:^|[\s"'/(])go(?:: |(?: \w+)? (?:build|test|install|run|vet|list|generate|mod|get)\b)|VCS status|\.go:\d/;

/** Source of the words: cmd/go/internal/load/pkg.go, setBuildInfo (1.18 on); git's setup.c for the ownership. */
export default definePattern({
  id: "vcs-stamp-failed",
  title: "go could not read the commit that it stamps into the binary",
  needles: [
    "error obtaining VCS status: ",
    "go: missing Git command. See",
    "detected dubious ownership in repository at",
    "' is owned by someone else)",
  ],
  explains: ["vcs-tool-missing"],

  match({ line, at }) {
    const near = [0, -3, -2, -1, 1, 2, 3].map((offset) => at(offset));
    const shown = near.find((each) => each !== undefined && dubious.test(each.text));
    const owner = dubious.exec(shown?.text ?? "")?.groups;
    const folder = owner?.folder ?? owner?.old;
    // go says first that git is missing, and then what it wanted git for.
    const isMissingTool = /^go: missing \w+ command\./.test(line.text);
    const said = isMissingTool ? (at(1)?.text ?? "") : line.text;
    const why = read(said)?.why;
    if (why === undefined)
      return folder === undefined || !dubious.test(line.text)
        ? undefined
        : {
            message: `git refused to read ${folder}: it belongs to another user`,
            fix: `Run git config --global --add safe.directory ${folder} before the commands that read the repository`,
            // git refuses everybody: only a go that stands near may have been stopped by it.
            confidence: isNearGo({ line, at }) ? 0.7 : 0.3,
            subject: "vcs",
          };
    if (why.startsWith("%")) return undefined;
    const lines = shown ? [shown.number] : [];
    const known = { confidence: 0.95, subject: "vcs", lines };
    if (/exit status 128/.test(why))
      return {
        ...known,
        message: `git refused to read the checkout (exit status 128)${folder === undefined ? ": most often it belongs to another user" : `: ${folder} belongs to another user`}`,
        fix: `Run git config --global --add safe.directory ${folder ?? '"$PWD"'} before go build, or build with -buildvcs=false where the commit is not wanted`,
      };
    if (/executable file not found/.test(why))
      return {
        ...known,
        message: `The checkout has a repository and the machine has no program to read it: ${why}`,
        fix: "Install git in this image, keep .git out of it, or build with -buildvcs=false",
      };
    if (/multiple VCS detected/.test(why))
      return {
        ...known,
        message: `Two version control systems share the folder: ${why}`,
        fix: "Remove the repository folder that is not the source's own, or build with -buildvcs=false",
      };
    return {
      ...known,
      message: `go asked the version control system for the commit and got: ${why}`,
      fix: "Make the checkout readable for git (whole .git, same user), or build with -buildvcs=false",
    };
  },
});

function isNearGo({ line, at }: LogContext): boolean {
  const near = Array.from({ length: 23 }, (_, index) => at(index - 8)?.text ?? "");
  return [line.step?.title ?? "", ...(line.step?.script ?? []), ...near].some((text) => go.test(text));
}
