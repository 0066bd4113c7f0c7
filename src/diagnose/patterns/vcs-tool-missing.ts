import { errorReader } from "../error-reader.ts";
import { definePattern } from "../pattern.ts";

const read = errorReader(
  /(?:(?:go: )?missing (?<named>Git|Mercurial|Subversion|Bazaar|Fossil) command\. See .*|(?:git|hg|svn|bzr|fossil)\b.*: exec: "(?<tool>git|hg|svn|bzr|fossil)": executable file not found in (?:\$PATH|%PATH%)|exec: "(?<lone>git|hg|svn|bzr|fossil)": executable file not found in (?:\$PATH|%PATH%))$/,
);
const tools: Readonly<Record<string, string>> = {
  Git: "git",
  Mercurial: "hg",
  Subversion: "svn",
  Bazaar: "bzr",
  Fossil: "fossil",
};

/** Sources of the words: os/exec; cmd/go/internal/modfetch/codehost, cmd/go/internal/vcs vcs.go (`missing … command`). */
export default definePattern({
  id: "vcs-tool-missing",
  title: "go needs a version control program that is not installed",
  needles: [
    '"git": executable file not found in ',
    '"hg": executable file not found in ',
    '"svn": executable file not found in ',
    '"bzr": executable file not found in ',
    '"fossil": executable file not found in ',
    "go: missing Git command",
    "go: missing Mercurial command",
    "go: missing Subversion command",
    "go: missing Bazaar command",
    "go: missing Fossil command",
  ],

  match({ line, at }) {
    const words = read(line.text);
    const tool = words?.tool ?? words?.lone ?? tools[words?.named ?? ""];
    if (!words || tool === undefined) return undefined;
    // Without git's own command before it the words may be any program's.
    if (words.lone !== undefined && !/(?:^|\s)go: /.test(`${at(-1)?.text} ${words.before}`)) return undefined;
    const module = /(\S+@\S+?): /.exec(words.before ?? "")?.[1];
    return {
      message: `go wants to run ${tool}${module === undefined ? "" : ` to fetch ${module}`}, and there is no ${tool} on PATH`,
      fix: `Install ${tool} before this step (golang:*-alpine and slim images have none), or let a module proxy do the fetching: GOPROXY without direct for this module`,
      confidence: 0.95,
      subject: tool,
    };
  },
});
