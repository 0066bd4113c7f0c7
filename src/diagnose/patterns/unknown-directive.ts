import { errorReader } from "../error-reader.ts";
import { definePattern, type Evidence } from "../pattern.ts";

const read = errorReader(
  /unknown (?:directive|block type): (?<word>[\w.-]+|<{7}|={7}|>{7}|\|{7})(?:$|[\s"\\])/,
);
const place = /(?:^|[\s"'(]|\\n)(?<file>(?:[A-Z]:)?[^\s:"'(]*go\.(?:mod|work)):(?<row>\d+): ?$/;

/** The first go that reads each line; "go" and "require" are as old as go.mod. */
const since: Readonly<Record<string, string>> = {
  retract: "1.16",
  use: "1.18",
  toolchain: "1.21",
  godebug: "1.23",
  tool: "1.24",
  ignore: "1.25",
};

/** Source of the words: x/mod/modfile/rule.go and work.go, parseToFile and add (cmd/go/internal/modfile in 1.12). */
export default definePattern({
  id: "unknown-directive",
  title: "go.mod has a line that the running go does not know",
  rules: ["toolchain/go-older-than-module", "modules/unreadable-go-mod", "toolchain/sites-disagree"],
  needles: ["unknown directive: ", "unknown block type: "],
  explains: ["go-too-old"],

  match({ line }) {
    const words = read(line.text);
    const found = place.exec(words?.before ?? "")?.groups;
    if (!words?.word || !found) return undefined;
    const { word } = words;
    const { file = "", row = "" } = found;
    if (/^\W/.test(word))
      return {
        message: `${file}:${row} is "${word}", a mark that git leaves where a merge could not be decided`,
        fix: `Decide the conflict in ${file} and delete the three marks, run go mod tidy, and commit go.mod and go.sum`,
        confidence: 0.97,
        subject: "merge",
        rule: "modules/unreadable-go-mod",
      };
    const first = since[word];
    const isWork = file.endsWith("go.work");
    return first === undefined || (word === "use" && !isWork)
      ? {
          message: `${file}:${row} begins with "${word}", which is no word of ${isWork ? "go.work" : "go.mod"}`,
          fix: `Correct or delete line ${row} of ${file}`,
          confidence: 0.95,
          subject: word,
          values: { word },
        }
      : {
          message: `${file}:${row} has a "${word}" line, which go reads from ${first} on; the go that ran is older`,
          fix: `Run it with go ${first} or newer (image, setup step or version file), or delete the ${word} line`,
          confidence: 0.97,
          subject: word,
          values: { word },
        };
  },

  *confirm({ values }, { workspace }): Generator<Evidence> {
    for (const { file, mod } of workspace.modules) {
      if (values?.word === "toolchain" && mod.toolchain)
        yield {
          at: { file, span: mod.toolchain.span },
          says: "confirms",
          shows: `toolchain ${mod.toolchain.name}`,
        };
    }
  },
});
