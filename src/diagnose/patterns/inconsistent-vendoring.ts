import { requiresOf } from "../../go/modfile/lines-of-path.ts";
import { bareLine } from "../bare-line.ts";
import { errorReader } from "../error-reader.ts";
import { definePattern, type LogContext } from "../pattern.ts";
import { requireEvidence } from "../repository-evidence.ts";

const read = errorReader(/inconsistent vendoring in (?<folder>\S[^\n]*?):(?:\\n.*|")?$/);
const detail =
  /^\s*(?:(?<path>[^\s@:]+)(?:@(?<version>\S+))?: (?<says>is (?:explicitly required|replaced|marked as) .*)|(?<old>go\.mod requires \S+ \S+ but vendor\/modules\.txt .*?)\.?)$/;

/** Source of the words: cmd/go/internal/modload vendor.go (1.15 on), init.go (1.13 and 1.14). */
export default definePattern({
  id: "inconsistent-vendoring",
  title: "The vendor folder is out of step with go.mod",
  rules: [
    "vendor/out-of-step",
    "vendor/forced-without-vendor",
    "vendor/not-in-image",
    "vendor/ignored-by-git",
    "vendor/newer-go-recorded",
  ],
  needles: ["inconsistent vendoring in "],

  match(context) {
    const words = read(context.line.text);
    if (!words?.folder) return undefined;
    const { details, command } = readDetails(context);
    const [first] = details;
    const isNothingRecorded =
      details.length > 2 && details.every(({ text }) => text.includes("not marked as explicit in"));
    const more = details.length > 1 ? ` (and ${details.length - 1} more)` : "";
    return {
      message: `vendor/modules.txt does not fit go.mod in ${words.folder}${first ? `: ${first.text}${more}` : ""}`,
      // When no requirement at all is recorded, there is as a rule no vendor folder.
      fix: isNothingRecorded
        ? `If no vendor folder is meant to be, take -mod=vendor out of the command and GOFLAGS; else run ${command} with the Go of CI and commit all of vendor`
        : `Run ${command} with the Go of CI and commit all of vendor`,
      confidence: 0.97,
      lines: details.map(({ number }) => number),
      subject: words.folder,
      values: { path: first?.path ?? "", version: first?.version ?? "", says: first?.text ?? "" },
    };
  },

  refine({ values }, { workspace }) {
    const { modules, workspaces } = workspace;
    const { path = "", version = "", says = "" } = values ?? {};
    // A go.mod that asks for another version is not the one of this log.
    const isSame = modules.some(({ mod }) => requiresOf(mod, path).some((each) => each.version === version));
    if (!isSame || !says.includes("is explicitly required in go.mod")) return undefined;
    if (modules.some(({ vendor }) => vendor) || workspaces.some(({ vendor }) => vendor)) return undefined;
    return {
      message: "-mod=vendor is set, and the repository has no vendor folder that go.mod could fit",
      fix: "Take -mod=vendor out of the command and GOFLAGS; only if a vendor folder is meant to be, run go mod vendor before and commit it",
    };
  },

  *confirm({ values }, repository) {
    if (values?.says?.includes("is explicitly required in go.mod"))
      yield* requireEvidence(values.path ?? "", values.version ?? "", repository);
  },
});

interface Detail {
  readonly number: number;
  readonly text: string;
  readonly path: string;
  readonly version: string;
}

function readDetails({ at }: LogContext): { readonly details: readonly Detail[]; readonly command: string } {
  const details: Detail[] = [];
  let command = "go mod vendor";
  let isOver = false;
  for (let offset = 1; offset <= 14; offset++) {
    const line = at(offset);
    if (!line || read(line.text)) break;
    const text = bareLine(line.text);
    if (/^\s*(?:\d+\.\d+|\[ *\d+s\])?$/.test(text)) isOver = true;
    if (/^\s*go work vendor$/.test(text)) command = "go work vendor";
    const found = detail.exec(text)?.groups;
    if (!found || isOver) continue;
    const { path = "", version = "", old } = found;
    details.push({ number: line.number, text: old ?? text.trim(), path, version });
  }
  return { details, command };
}
