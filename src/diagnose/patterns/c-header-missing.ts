import { headerPackages } from "../c-packages.ts";
import { isCgoBuild, packageBefore } from "../cgo-context.ts";
import { errorReader } from "../error-reader.ts";
import { definePattern } from "../pattern.ts";

const read = errorReader(
  /(?:error: ['"]?(?<plain>[\w./+-]+\.(?:h|hpp|hh|hxx))|fatal error: ['"]?(?<header>[\w./+-]*\w))['"]?(?:: No such file or directory| file not found)$/,
);

/** Source of the words: gcc's libcpp and clang, which go prints as they are, after `# package`. */
export default definePattern({
  id: "c-header-missing",
  title: "A C header that cgo needs is not installed",
  needles: [": No such file or directory", " file not found"],

  match(context) {
    const words = read(context.line.text);
    const header = words?.header ?? words?.plain;
    if (header === undefined || !isCgoBuild(context)) return undefined;
    const who = packageBefore(context) ?? "a package";
    const found = headerPackages(header);
    return {
      message: `${who} is compiled with cgo and includes ${header}, which is not on this machine`,
      fix: fixFor(header, found),
      confidence: 0.95,
      subject: header,
    };
  },
});

function fixFor(header: string, found: ReturnType<typeof headerPackages>): string {
  if (found?.kind === "libc")
    return "Install the C library's headers (apk add musl-dev, apt-get install libc6-dev), or build with CGO_ENABLED=0 if nothing needs C";
  if (found?.kind === "c++")
    return `Install the C++ compiler with its headers (apt-get install ${found.debian}, apk add ${found.alpine})`;
  if (found?.kind === "multilib")
    return "Install the 32-bit headers (apt-get install gcc-multilib), or build with CGO_ENABLED=0 if nothing needs C";
  if (found)
    return `Install the development package that has it before this step (apt-get install ${found.debian}${found.alpine ? `, apk add ${found.alpine}` : ""})`;
  return /^(?:CoreFoundation|Security|Cocoa|Foundation|IOKit|AppKit|WebKit)\//.test(header)
    ? "Build this on macOS with its SDK, or build with CGO_ENABLED=0"
    : `Install the development package that has ${header} (apt-file search ${header}), or, if it belongs to the module itself, get a complete copy of it: go mod vendor leaves out folders without Go files`;
}
