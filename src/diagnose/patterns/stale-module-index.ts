import { errorReader } from "../error-reader.ts";
import { definePattern } from "../pattern.ts";

const read = errorReader(/could not import (?<package>\S+) \(open : no such file or directory\)$/);

/**
 * The index of a folder (cmd/go/internal/modindex, 1.19 on) is kept by the names, sizes and times of its files: an edit that
 * leaves these alone is not seen, and the compiler is not handed a package that the source imports. Source of the words:
 * cmd/compile/internal/noder import.go, with an empty file name.
 */
export default definePattern({
  id: "stale-module-index",
  title: "go builds from a stale index of a folder",
  rules: ["cache/fixed-mtimes"],
  needles: ["(open : no such file or directory)"],

  match({ line }) {
    const words = read(line.text);
    // Every package imports runtime by itself: an index has no say in it.
    if (!words?.package || words.package === "runtime") return undefined;
    return {
      message: `the source imports ${words.package}, and go's index of the folder does not know it: files changed without a new time or size`,
      fix: "Let the files keep the time of their checkout (no touch or git-restore-mtime before a restored cache), or run go clean -cache once",
      confidence: 0.8,
      subject: "index",
    };
  },
});
