import { isCgoBuild } from "../cgo-context.ts";
import { errorReader } from "../error-reader.ts";
import { definePattern, type LogContext } from "../pattern.ts";

const forms = [
  /exec: "(?<tool>[^"]*pkg-?conf(?:ig)?[^"]*)": executable file not found in (?:\$PATH|%PATH%)$/,
  /Package (?<name>\S+) was not found in the pkg-config search path\.?$/,
  /Package '(?<required>[^']+)', required by '[^']+', not found$/,
  /No package '(?<none>[^']+)' found$/,
].map(errorReader);
const asked =
  /# \[?(?:\S*[\\/])?[\w-]*pkg-config(?:\.exe)? --(?:cflags|libs) *(?:\S+ )*?(?:-- )?(?<names>[^\]]+?)\]?$/;

/** Source of the words: cmd/go/internal/work exec.go (getPkgConfigFlags); pkg-config and pkgconf. */
export default definePattern({
  id: "pkg-config-missing",
  title: "pkg-config, or the library that it is asked for, is not installed",
  needles: [
    ": executable file not found in $PATH",
    ": executable file not found in %PATH%",
    " was not found in the pkg-config search path",
    "required by 'virtual:world', not found",
    "No package '",
    ", required by '",
  ],

  match(context) {
    const words = forms.map((read) => read(context.line.text)).find((found) => found !== undefined);
    if (!words) return undefined;
    const names = askedFor(context);
    if (words.tool !== undefined) {
      return {
        message: `cgo asks pkg-config for ${names ?? "a library"}, and there is no ${words.tool} on PATH`,
        fix: `Install pkg-config (apk add pkgconf, apt-get install pkg-config) and the development package of ${names ?? "that library"} before this step`,
        confidence: 0.97,
        subject: names ?? words.tool,
      };
    }
    if (names === undefined && !isCgoBuild(context)) return undefined;
    const library = words.name ?? words.required ?? words.none ?? "";
    return {
      message: `cgo asks pkg-config for ${library}, and no ${library}.pc is on its search path`,
      fix: `Install the development package of ${library} before this step, or name the folder of ${library}.pc in PKG_CONFIG_PATH; in a cross build that is the target's folder`,
      confidence: 0.95,
      subject: names ?? library,
    };
  },
});

/** The libraries that go asked for, from the command it printed. */
function askedFor({ at }: LogContext): string | undefined {
  for (let offset = -1; offset >= -8; offset--) {
    const names = asked.exec(at(offset)?.text ?? "")?.groups?.names;
    if (names !== undefined)
      return [...new Set(names.split(/\s+/).filter((name) => !name.startsWith("-")))].join(" ");
  }
  return undefined;
}
