import { languageVersion } from "../../go/go-version.ts";
import { minorOfGoVersion } from "../../go/minor-version.ts";
import { firstGolangciFor } from "../../site/knowledge/golangci.ts";
import { errorReader } from "../error-reader.ts";
import { definePattern, type LogContext } from "../pattern.ts";
import { goLineEvidence } from "../repository-evidence.ts";

const read = errorReader(
  /(?:the Go language version \((?<built>go[\w.]+)\) used to build golangci-lint is lower than the targeted Go version \((?<target>[\w.]+)\)|(?<what>package|file) requires newer Go version (?<wanted>go[\w.]+)(?: \(application built with (?<application>go[\w.]+)\))?|(?:could not load export data: )?(?:cannot import \\?"(?<imported>[^"\\]+)\\?" \(unknown iexport format version|internal error in importing \\?"(?<importing>[^"\\]+)\\?" \(unsupported version:|cannot decode \\?"(?<decoded>[^"\\]+)\\?", export data version|unsupported version: \d))/,
);
const dataForm = /(?:unsupported version: |format version |export data version )(?<data>\d+)/;

/**
 * Source of the words: golangci-lint's check of its own settings; go/types check.go (`requires newer Go version`, 1.21
 * on, `application built with` from 1.24); internal/pkgbits decoder.go and gcimporter iimport.go (export data).
 */
export default definePattern({
  id: "golangci-lint-too-old",
  title: "A tool that checks the code was built with an older Go than the module uses",
  rules: ["tools/golangci-older-than-module", "toolchain/linter-go-differs"],
  needles: [
    "used to build golangci-lint is lower than",
    "requires newer Go version go",
    "(unknown iexport format version",
    "(unsupported version: ",
    "is greater than maximum supported version",
    "could not load export data: unsupported version",
    "panic: unsupported version: ",
  ],

  match({ line, at }) {
    const words = read(line.text);
    if (!words) return undefined;
    // A program of anybody may panic in these words; the reader of export data does so in its own package.
    const isPanic = line.text.startsWith("panic: ");
    if (isPanic && ![1, 2, 3, 4].some((offset) => at(offset)?.text.includes("internal/pkgbits.")))
      return undefined;
    const { built, target, wanted, application } = words;
    const asked = target ?? wanted?.slice(2);
    const minor = asked === undefined ? undefined : minorOfGoVersion(asked);
    const release = minor === undefined ? undefined : firstGolangciFor(minor);
    if (asked !== undefined) {
      const by = built ?? application;
      const named = built === undefined ? toolNear({ line, at }) : "golangci-lint";
      const tool = named ?? "The tool that checked the code";
      const other = named !== undefined && named !== "golangci-lint" ? named : undefined;
      return {
        message: `${tool} was built with ${by ?? "an older Go"}, and ${words.what === "file" ? "a file" : "the module"} asks for go ${asked}: ${built === undefined ? `requires newer Go version ${wanted}` : "it refuses to run"}`,
        fix: `Take a release of ${other ?? "the linter"} that was built with go ${languageVersion(asked)} or newer${release === undefined || other !== undefined ? "" : ` (golangci-lint ${release})`}; when it is built by go run or go install, set GOTOOLCHAIN=go${languageVersion(asked) === asked ? `${asked}.0` : asked} for that command`,
        confidence: built === undefined ? 0.9 : 0.97,
        subject: "linter",
        values: { wanted: asked },
      };
    }
    const found = words.imported ?? words.importing ?? words.decoded;
    return {
      message: `The tool that checked the code cannot read what the running go compiled${found === undefined ? "" : ` (${found})`}: export data version ${dataForm.exec(line.text)?.groups?.data ?? ""} is newer than the tool`,
      fix: "Take a newer release of the linter, or run it with the Go release that its version supports",
      confidence: 0.92,
      subject: "linter",
      values: { wanted: "" },
    };
  },

  *confirm({ values }, repository) {
    if (values?.wanted) yield* goLineEvidence(values.wanted, repository);
  },
});

/** The tool that was running: the command's own words or the lines before name it. */
function toolNear({ line, at }: LogContext): string | undefined {
  const texts = [line.step?.title, ...(line.step?.script ?? [])];
  for (let offset = 0; offset >= -8; offset--) texts.push(at(offset)?.text);
  return texts
    .map(
      (text) =>
        /\b(?:golangci-lint|govulncheck|staticcheck|gosec|errcheck|nilaway|revive)\b/.exec(text ?? "")?.[0],
    )
    .find((name) => name !== undefined);
}
