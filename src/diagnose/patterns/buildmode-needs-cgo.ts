import { bareLine } from "../bare-line.ts";
import { cgoEvidence } from "../cgo-evidence.ts";
import { definePattern } from "../pattern.ts";

/** The line begins with a dash as lines of diffs do: it is read whole. */
const form =
  /^(?:go: )?(?<what>-buildmode=(?<mode>[\w-]+)|-linkmode=external|-?[\w/.=-]+) requires external \(cgo\) linking, but cgo is not enabled$/;

/** Source of the words: cmd/go/internal/load/pkg.go, LinkerDeps (1.20 on). */
export default definePattern({
  id: "buildmode-needs-cgo",
  title: "A kind of build needs the C linker and cgo is off",
  rules: ["cgo/buildmode-without-cgo"],
  needles: ["requires external (cgo) linking, but cgo is not enabled"],

  match({ line }) {
    const words = form.exec(bareLine(line.text))?.groups;
    if (!words) return undefined;
    const what = words.what ?? "This build";
    return {
      message: `${what} links with the C linker, and cgo is off here: CGO_ENABLED=0 is set, the target is another platform, or there is no C compiler`,
      fix: `Set CGO_ENABLED=1 and install a C compiler for the target, or take ${words.mode === undefined ? "that mode" : what} away here`,
      confidence: 0.97,
      subject: what,
      ...(words.mode === undefined ? {} : { rule: "cgo/buildmode-without-cgo" }),
    };
  },

  *confirm(_, repository) {
    yield* cgoEvidence("0", repository);
  },
});
