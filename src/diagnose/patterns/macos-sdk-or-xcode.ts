import { errorReader } from "../error-reader.ts";
import { definePattern } from "../pattern.ts";

const forms = [
  /xcrun: error: (?<path>invalid active developer path \([^)]*\))/,
  /xcrun: error: (?<sdk>SDK "[^"]+" cannot be located|unable to lookup item '[^']+' in SDK '[^']+')/,
  /(?<licence>You have not agreed to the Xcode license agreements)/,
  /(?<licence>Agreeing to the Xcode\/iOS license requires admin privileges)/,
  /xcode-select: error: (?<tool>tool '[^']+' requires Xcode, but active developer directory .+)$/,
  /xcode-select: note: (?<none>[Nn]o developer tools were found)/,
  /ld: (?<framework>framework not found \S+|framework '[^']+' not found|library not found for -lSystem|library 'System' not found)$/,
  /clang: warning: (?<sysroot>no such sysroot directory: .*)$/,
].map(errorReader);

/** Source of the words: Apple's xcrun, xcode-select and ld, which git, clang and go run. */
export default definePattern({
  id: "macos-sdk-or-xcode",
  title: "macOS has no usable command line tools or SDK",
  needles: [
    "xcrun: error: ",
    "Xcode license agreements",
    "Xcode/iOS license",
    "xcode-select: ",
    "warning: no such sysroot directory: ",
    "ld: framework ",
    "ld: library not found for -lSystem",
    "ld: library 'System' not found",
  ],
  explains: ["linker-library-missing", "undefined-reference", "c-header-missing", "vcs-stamp-failed"],

  match({ line }) {
    const words = forms.map((read) => read(line.text)).find((found) => found !== undefined);
    if (!words) return undefined;
    const { path, sdk, licence, tool, none, framework, sysroot } = words;
    const shown = path ?? sdk ?? licence ?? tool ?? none ?? framework ?? sysroot ?? "";
    return {
      message:
        framework === undefined
          ? `the command line tools of this Mac, which git and clang belong to, do not work: ${shown}`
          : `the SDK that clang uses on this Mac lacks what the program is linked with: ${shown}`,
      fix:
        licence !== undefined
          ? "Run sudo xcodebuild -license accept"
          : (sdk ?? tool ?? framework ?? sysroot) !== undefined
            ? "Point at an Xcode that has the SDK (sudo xcode-select -s /Applications/Xcode.app, or unset SDKROOT); the SDK has to be as new as what the code asks for"
            : "Run xcode-select --install (after an update of macOS too), or sudo xcode-select --reset",
      confidence: sysroot === undefined ? 0.95 : 0.85,
      subject: licence ?? "tools",
    };
  },
});
