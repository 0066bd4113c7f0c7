import { errorReader } from "../error-reader.ts";
import { definePattern } from "../pattern.ts";

const forms = [
  /-mod may only be set to readonly(?: or vendor)? when in workspace mode, but it is set to "(?<mode>\w+)"/,
  /'go mod (?<command>vendor)' cannot be run in workspace mode/,
  /-(?<flag>modfile) cannot be used in workspace mode/,
].map(errorReader);

/** Source of the words: cmd/go/internal/modload init.go (1.18 on; vendor is allowed from 1.22), modcmd vendor.go (1.22 on). */
export default definePattern({
  id: "mod-vendor-in-workspace",
  title: "A go.work is in force, and the command is one for a single module",
  rules: ["modules/refused-mode"],
  needles: [
    "-mod may only be set to readonly",
    "'go mod vendor' cannot be run in workspace mode",
    "-modfile cannot be used in workspace mode",
  ],

  match({ line }) {
    const words = forms.map((read) => read(line.text)).find((found) => found !== undefined);
    if (!words) return undefined;
    const { mode, command } = words;
    const what = mode === undefined ? (command === undefined ? "-modfile" : "go mod vendor") : `-mod=${mode}`;
    return {
      message: `${what} is given, and go.work makes this a workspace, where it is not allowed`,
      fix:
        command !== undefined
          ? "Run go work vendor, or GOWORK=off go mod vendor for one module"
          : mode === undefined
            ? "Set GOWORK=off for this command"
            : `Set GOWORK=off for this command, or take -mod=${mode} out of it and out of GOFLAGS`,
      confidence: 0.97,
      subject: what,
    };
  },

  *confirm(_, { workspace }) {
    for (const { file, work } of workspace.workspaces) {
      const span = work.uses[0]?.span ?? work.go?.span;
      if (span) yield { at: { file, span }, says: "confirms", shows: `${file} makes a workspace` };
    }
  },
});
