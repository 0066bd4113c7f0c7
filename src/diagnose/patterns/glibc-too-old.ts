import { lastStageEvidence } from "../cgo-evidence.ts";
import { isQuotedLine } from "../is-quoted-line.ts";
import { definePattern, type LogContext } from "../pattern.ts";

const form =
  /(?:^|[\s│"'])(?<program>[^\s:"'│]+): (?<library>\S+\.so[.\d]*): version [`'\u2018](?<version>(?:GLIBC|GLIBCXX|CXXABI)_[\d.]+)['\u2019] not found \(required by (?<user>[^)]+)\)/;

/** Source of the words: glibc's elf/dl-version.c. */
export default definePattern({
  id: "glibc-too-old",
  title: "The program was linked with a newer C library than the one it meets",
  rules: ["image/libc-missing"],
  isOfPrograms: true,
  needles: [": version `GLIBC", ": version `CXXABI", ": version 'GLIBC", "' not found (required by "],

  match({ line, at }) {
    const words = form.exec(line.text)?.groups;
    if (!words?.version || isQuotedLine(line.text)) return undefined;
    const { program = "", user = "" } = words;
    const version = newestOf(program, words.version, at);
    const isCpp = !version.startsWith("GLIBC_");
    return {
      message: `${program} was linked where the ${isCpp ? "C++" : "C"} library has ${version}, and the one it is started with is older${user === program ? "" : ` (${user} wants it)`}`,
      fix: "Build it with CGO_ENABLED=0 if nothing needs C, else on the oldest distribution that it has to run on, or take a base image that is as new as the build image",
      confidence: 0.97,
      subject: program,
    };
  },

  *confirm(_, repository) {
    yield* lastStageEvidence(["glibc"], repository);
  },
});

/** The loader names every version that is missing, in no order. */
function newestOf(program: string, first: string, at: LogContext["at"]): string {
  const [kind = "", number = ""] = first.split("_");
  let newest = number;
  for (let offset = 1; offset <= 14; offset++) {
    const words = form.exec(at(offset)?.text ?? "")?.groups;
    const [otherKind, other = ""] = (words?.version ?? "").split("_");
    if (words?.program === program && otherKind === kind && isNewer(other, newest)) newest = other;
  }
  return `${kind}_${newest}`;
}

function isNewer(a: string, b: string): boolean {
  return a.localeCompare(b, "en", { numeric: true }) > 0;
}
