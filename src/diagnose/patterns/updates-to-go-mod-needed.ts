import { errorReader } from "../error-reader.ts";
import { definePattern } from "../pattern.ts";

const read = errorReader(
  /updates to go\.(?<file>mod|work) needed(?:, (?:disabled by -mod=(?<mode>\w+)|but (?<but>[^;"]+)))?(?:;|"|$)/,
);

/** Source of the words: cmd/go/internal/modload init.go, goModDirtyError (1.16 on) and WriteGoMod (before). */
export default definePattern({
  id: "updates-to-go-mod-needed",
  title: "go.mod is not as go would write it",
  rules: ["modules/redundant-toolchain-line", "modules/behind-local-module", "modules/excluded-requirement"],
  needles: ["updates to go.mod needed", "updates to go.work needed"],

  match({ line }) {
    const words = read(line.text);
    if (!words) return undefined;
    const { file = "mod", mode, but } = words;
    const why =
      but !== undefined
        ? `, but ${but}`
        : mode === undefined
          ? ", and this command may not"
          : `, and -mod=${mode} forbids it`;
    const command = file === "work" ? "go work use" : "go mod tidy";
    return {
      message: `go wants to write go.${file}${why}`,
      fix:
        but !== undefined
          ? `Take go.${file} out of the overlay, or run ${command} without it first`
          : mode === "vendor"
            ? `Run ${command} and go mod vendor with the Go of CI and commit go.mod, go.sum and vendor`
            : `Run ${command} with the Go of CI and commit go.${file} and go.sum`,
      confidence: 0.95,
      subject: `go.${file}`,
    };
  },
});
