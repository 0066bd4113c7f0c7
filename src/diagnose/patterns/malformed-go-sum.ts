import { bareLine } from "../bare-line.ts";
import { errorReader } from "../error-reader.ts";
import { definePattern } from "../pattern.ts";

const read = errorReader(/malformed go\.(?:work\.)?sum:/);
const place = /^\s*(?<file>\S.*?go\.(?:work\.)?sum):(?<number>\d+): wrong number of fields (?<fields>\d+)/;

/** Source of the words: cmd/go/internal/modfetch readGoSum. Go 1.14 to 1.20 often swallows them and calls the line missing. */
export default definePattern({
  id: "malformed-go-sum",
  title: "A line of go.sum is none",
  rules: ["modules/malformed-go-sum"],
  needles: ["malformed go.sum:", "malformed go.work.sum:"],
  explains: ["missing-go-sum-entry"],

  match({ line, at }) {
    if (!read(line.text)) return undefined;
    const next = at(1);
    const found = place.exec(bareLine(next?.text ?? ""))?.groups;
    const where = found ? `line ${found.number} of ${found.file}` : "a line of go.sum";
    return {
      message: `${where} has ${found ? `${found.fields} ${found.fields === "1" ? "field" : "fields"}` : "another number of fields"}, and each must have three: path, version, hash`,
      fix: `Delete ${where} (the marks of a merge, if that is what it is, with the lines of one side), then run go mod tidy and commit go.sum`,
      confidence: 0.97,
      lines: found && next ? [next.number] : [],
      subject: found ? `${found.file}:${found.number}` : "go.sum",
      rule: "modules/malformed-go-sum",
      values: { file: found?.file ?? "", number: found?.number ?? "" },
    };
  },

  *confirm({ values }, { workspace }) {
    const number = Number(values?.number);
    for (const { sum } of workspace.modules) {
      if (!sum || !`/${values?.file}`.endsWith(`/${sum.file}`)) continue;
      const { problems, lines } = sum.parsed;
      const problem = problems.find(({ lineNumber, isFatal }) => lineNumber === number && isFatal);
      const good = lines.find(({ lineNumber }) => lineNumber === number);
      if (problem)
        yield { at: { file: sum.file, span: problem.span }, says: "confirms", shows: problem.reason };
      else if (good) {
        const shows = `${good.path} ${good.version}: three fields`;
        yield { at: { file: sum.file, span: good.span }, says: "contradicts", shows };
      }
    }
  },
});
