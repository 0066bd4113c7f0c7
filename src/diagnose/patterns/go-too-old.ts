import { errorReader } from "../error-reader.ts";
import { installedGoEvidence } from "../installed-go-evidence.ts";
import { definePattern, type Match } from "../pattern.ts";
import { goLineEvidence } from "../repository-evidence.ts";

const end = String.raw`(?=$|["']|\\n| \(typecheck\)$)`;
const readForm = errorReader(
  new RegExp(
    String.raw`(?:(?<file>[^\s"'(]{0,300}go\.(?:mod|work)) requires go >= |(?<module>[^\s"'(@]{1,300}@[^\s:]{1,200})(?<local>: module \S+)? requires go >= |note: (?:module requires Go|imported by a module that requires go) )(?<wanted>[\w.]+)(?: \(running go (?<running>[\w.]+)(?:; GOTOOLCHAIN=(?<setting>\S+?))?\))?${end}`,
  ),
);
const tidy =
  /go\.mod file indicates go (?<wanted>[\d.]+), but maximum (?:supported version|version supported by tidy) is (?<running>[\d.]+)/;
const compiles = new RegExp(
  String.raw`(?:^|\s)(?<module>[\w./\-~]{1,300}): (?:cannot compile Go (?<old>[\d.]+) code|module requires Go (?<wanted>[\w.]+)(?: or later)?)${end}`,
);
const maximum = /invalid value "go(?<wanted>[\w.]+)" for -lang: max known version is "go(?<running>[\w.]+)"/;
const atVersion =
  /package (?<package>\S+@\S+): can only use path@version syntax with 'go get'(?<andInstall> and 'go install' in module-aware mode)?$/;
const command = /^go (?<command>work|telemetry): unknown command$/;
const commandSince: Readonly<Record<string, string>> = { work: "1.18", telemetry: "1.23" };

/**
 * Sources of the words: cmd/go/internal/gover TooNewError (1.21 on), work/exec.go (`note:` up to 1.20, `cannot compile`
 * 1.20, `or later` from 1.21), modload load.go (tidy 1.17 to 1.20) and import.go (a package that came to the standard
 * library later), load/pkg.go (`path@version` before 1.17),
 * cmd/compile/internal/types/goversion.go, cmd/go/main.go.
 */
export default definePattern({
  id: "go-too-old",
  title: "The go that runs is older than the module asks for",
  rules: ["toolchain/go-older-than-module", "toolchain/sites-disagree"],
  needles: [
    "requires go >= ",
    "note: module requires Go ",
    "note: imported by a module that requires go ",
    "go.mod file indicates go ",
    ": cannot compile Go ",
    ": module requires Go ",
    "for -lang: max known version is ",
    "can only use path@version syntax with ",
    "go work: unknown command",
    "go telemetry: unknown command",
  ],
  explains: ["missing-language-feature"],

  match({ line }) {
    const { text } = line;
    if (/^\s*(?:\/\/|#(?![ \d])|\+ |echo )/.test(text)) return undefined;
    const missing = command.exec(text)?.groups?.command;
    if (missing !== undefined) return ofCommand(`go ${missing}`, commandSince[missing] ?? "");
    const named = atVersion.exec(text)?.groups;
    const script = line.step?.script.join("\n") ?? "";
    if (named?.package !== undefined && named.andInstall === undefined)
      return /\bgo run\b/.test(script)
        ? ofCommand("go run PACKAGE@VERSION", "1.17")
        : ofCommand("go install PACKAGE@VERSION", "1.16");
    if (named?.package !== undefined && /\bgo run\b/.test(script))
      return ofCommand("go run PACKAGE@VERSION", "1.17");
    const words =
      readForm(text) ?? tidy.exec(text)?.groups ?? compiles.exec(text)?.groups ?? maximum.exec(text)?.groups;
    const wanted = words?.wanted ?? words?.old;
    if (!words || wanted === undefined) return undefined;
    const { running, setting, file, module, local } = words;
    const isImporter = text.includes("imported by a module");
    const asker = module ?? file ?? (isImporter ? "a module that imports a later package" : "the module");
    const dependency =
      module?.includes("@") === true && local === undefined ? module.split("@")[0] : undefined;
    const isLocal = setting === "local";
    return {
      message: `${asker} asks for go ${wanted}${running === undefined ? "" : `, and go ${running} ran`}${
        isLocal ? "; GOTOOLCHAIN=local keeps it from getting a newer one" : ""
      }`,
      fix:
        dependency === undefined
          ? `Run it with go ${wanted} or newer (image, setup step or version file)`
          : `Run it with go ${wanted} or newer, or require an older version of ${dependency}`,
      confidence: text.includes("module requires Go") || isImporter ? 0.85 : 0.97,
      subject: asker,
      // What a dependency asks for stands in no file of the repository.
      ...(dependency === undefined && !isImporter && running !== undefined
        ? { rule: "toolchain/go-older-than-module" }
        : {}),
      values: {
        wanted,
        running: running ?? "",
        setting: setting ?? "",
        module: isImporter ? asker : (dependency ?? ""),
      },
    };
  },

  *confirm({ values }, repository) {
    if (values?.module === "" && values.wanted) yield* goLineEvidence(values.wanted, repository);
    if (values?.running) yield* installedGoEvidence(values.running, values.setting ?? "", repository);
  },
});

function ofCommand(words: string, since: string): Match {
  return {
    message: `"${words}" is there from go ${since} on, and an older go ran`,
    fix: `Run it with go ${since} or newer (image, setup step or version file)`,
    confidence: 0.95,
    subject: words,
  };
}
