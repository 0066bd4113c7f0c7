import { cgoEvidence } from "../cgo-evidence.ts";
import { isQuotedLine } from "../is-quoted-line.ts";
import { definePattern } from "../pattern.ts";

const forms: readonly (readonly [RegExp, string])[] = [
  [
    /Binary was compiled with 'CGO_ENABLED=0', (?:github\.com\/mattn\/)?go-sqlite3 requires cgo to work\. This is a stub/,
    "go-sqlite3",
  ],
  [/(?:^|: |[\d"(] ?)plugin: not implemented(?:$|["')\\,])/, "plugin"],
  [/(?:^|[\s:"(])user: Current requires cgo or \S+ set in environment/, "os/user"],
];

/** Sources of the words: go-sqlite3's stub for builds without cgo; plugin/plugin_stubs.go; os/user/lookup_stubs.go. */
export default definePattern({
  id: "stub-without-cgo",
  title: "The program was built without cgo and meets a stub",
  rules: ["cgo/needed-but-off"],
  isOfPrograms: true,
  needles: [
    "requires cgo to work. This is a stub",
    "plugin: not implemented",
    "user: Current requires cgo or",
  ],

  match({ line }) {
    const found = forms.find(([form]) => form.test(line.text));
    if (!found || isQuotedLine(line.text)) return undefined;
    const [, name] = found;
    return {
      message: `the program was built with CGO_ENABLED=0, and ${name} works only with cgo: what runs is a stub`,
      fix:
        name === "os/user"
          ? "Set USER and HOME where the program runs, or build it with CGO_ENABLED=1"
          : name === "plugin"
            ? "Build program and plugins with CGO_ENABLED=1 on linux, macOS or FreeBSD"
            : "Build it with CGO_ENABLED=1 and a C compiler for the target (in a cross build CC too), or take a driver in pure Go (modernc.org/sqlite)",
      confidence: name === "go-sqlite3" ? 0.97 : 0.85,
      subject: name,
    };
  },

  *confirm(_, repository) {
    yield* cgoEvidence("0", repository);
  },
});
