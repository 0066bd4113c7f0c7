import { deleteLine, fixOf } from "../edit-text.ts";
import { defineRule } from "../rule.ts";

export default defineRule({
  id: "toolchain/version-file-ignored",
  status: "preview",
  since: "0.1.0",
  harm: "S3",
  proof: [],
  summary: "A step names both a Go version and a version file: the file is never read.",
  why:
    "actions/setup-go uses go-version where both inputs have a value, and only warns. golang/govulncheck-action passes " +
    "both on, and its go-version-input is stable by default, so its go-version-file alone does nothing.",
  remedy: "Keep one of the two inputs.",
  reads: "site",

  *check(site, { workspace }) {
    for (const event of site.events) {
      if (event.kind !== "uses") continue;
      const file = event.inputs.get("go-version-file");
      if (!file || file.value.kind === "unknown" || file.value.text === "") continue;
      const action = event.name.toLowerCase();
      const shape = /^\s*go-version-file:\s*[^\s#{}]+\s*(?:#.*)?$/;
      const line = deleteLine(workspace, { at: file.at, shape });
      const isAlone = event.inputs.size === 1;
      const fix = fixOf(isAlone ? undefined : line, {
        title: "Delete the input that is never read",
        isSafe: true,
      });
      if (action === "actions/setup-go") {
        const version = event.inputs.get("go-version");
        if (!version || version.value.kind === "unknown" || version.value.text === "") continue;
        yield {
          at: file.at,
          outcome: "ineffective",
          message: `go-version-file: ${file.value.text} is never read, because go-version is set too: ${event.name} installs ${version.value.text}`,
          evidence: [{ at: version.value.at ?? version.at, shows: "this version is installed" }],
          ...fix,
          cause: `${event.name} ${file.value.text}`,
        };
      }
      if (action !== "golang/govulncheck-action") continue;
      const version = event.inputs.get("go-version-input");
      if (version && (version.value.kind === "unknown" || version.value.text === "")) continue;
      yield {
        at: file.at,
        outcome: "ineffective",
        message: `go-version-file: ${file.value.text} is never read, because go-version-input is ${version?.value.kind === "known" ? version.value.text : "stable by default"}: govulncheck scans with that Go`,
        ...fix,
        remedy: "Set go-version-input to the empty text, or drop go-version-file",
        cause: `${event.name} ${file.value.text}`,
      };
    }
  },
});
