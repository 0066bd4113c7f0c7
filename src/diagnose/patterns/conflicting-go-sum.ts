import { bareLine } from "../bare-line.ts";
import { errorReader } from "../error-reader.ts";
import { definePattern } from "../pattern.ts";

const merge =
  /^(?:\s*both modified:\s+|CONFLICT \([\w/]+\): Merge conflict in )(?<file>\S*go\.(?:work\.)?sum)$|^(?<needs>\S*go\.(?:work\.)?sum): needs merge$/;
const read = errorReader(/verifying (?<module>\S+)@(?<version>v[^\s:]+): checksum mismatch$/);
const label = /^\s+(?<file>\S.*[/\\]go\.(?:work\.)?sum): +(?<hash>h1:\S+)/;
const bytes = /^\s+downloaded: +(?<hash>h1:\S+)/;

/**
 * Two branches or two members of a workspace hold different lines of go.sum. Source of the words: git's merge-ort.c and
 * wt-status.c; cmd/go/internal/modfetch haveModSumLocked (1.18 on), which names a file by its path only in a workspace.
 */
export default definePattern({
  id: "conflicting-go-sum",
  title: "Two go.sum, or two versions of one, contradict each other",
  rules: ["modules/contradictory-go-sum", "modules/malformed-go-sum"],
  needles: ["Merge conflict in ", "both modified: ", ": needs merge", ": checksum mismatch"],
  explains: ["malformed-go-sum"],

  match({ line, at }) {
    const found = merge.exec(line.text)?.groups;
    const file = found?.file ?? found?.needs;
    if (file !== undefined) {
      return {
        message: `git cannot merge ${file}: both sides changed the same lines`,
        fix: `Take either side of ${file} (git checkout --theirs ${file}), run go mod tidy and commit`,
        confidence: 0.85,
        subject: file,
      };
    }
    const words = read(line.text);
    const one = bytes.exec(bareLine(at(1)?.text ?? ""))?.groups;
    const other = label.exec(bareLine(at(2)?.text ?? ""))?.groups;
    if (!words || !one || !other) return undefined;
    const name = `${words.module}@${words.version?.replace("/go.mod", "")}`;
    return {
      message: `${other.file} holds ${other.hash} for ${words.module} ${words.version}, and what the workspace downloaded is ${one.hash}`,
      fix: `Ask with GOWORK=off in each member which hash of ${name} is true (go mod download ${name}), then delete the other line of ${other.file} and run go mod tidy there`,
      confidence: 0.8,
      lines: [line.number + 1, line.number + 2],
      subject: name,
    };
  },
});
