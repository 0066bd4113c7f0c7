import { errorReader } from "../error-reader.ts";
import { definePattern } from "../pattern.ts";

const read = errorReader(/import "(?<path>[^"]+)" is a program, not an importable package$/);
const place = /(?<file>\S+\.go):(?<row>\d+):\d+: $/;

/** Source of the words: cmd/go/internal/load/pkg.go. */
export default definePattern({
  id: "import-of-program",
  title: "A package main is imported",
  needles: [" is a program, not an importable package"],

  match({ line }) {
    const words = read(line.text);
    if (!words?.path) return undefined;
    const at = place.exec(words.before ?? "")?.groups;
    return {
      message: `${at === undefined ? "A file" : `${at.file}:${at.row}`} imports "${words.path}", which is a program (package main)`,
      fix: `If the import only keeps the tool's version (tools.go), give that file a constraint that no build sets (//go:build tools), or use a tool line of go.mod (go get -tool ${words.path}); else move what is shared into a package of its own`,
      confidence: 0.95,
      subject: words.path,
    };
  },
});
