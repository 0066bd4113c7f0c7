import { errorReader } from "../error-reader.ts";
import { definePattern, type Evidence } from "../pattern.ts";

const read = errorReader(
  /module (?<module>\S+) listed in go\.work file requires go >= (?<wanted>[\w.]+), but go\.work (?<verb>lists|implicitly requires) go (?<has>[\w.]+); to (?:update it|download and use go [\w.]+):/,
);

/** Source of the words: cmd/go/internal/modload/init.go, errWorkTooOld (1.21 on). */
export default definePattern({
  id: "workspace-go-line-too-old",
  title: "go.work asks for an older go than one of its modules",
  rules: ["modules/workspace-go-line-too-old"],
  needles: ["listed in go.work file requires go >= "],

  match({ line }) {
    const words = read(line.text);
    if (!words?.wanted) return undefined;
    const { module = "", wanted, verb, has = "" } = words;
    return {
      message: `${module === "." ? "The module beside go.work" : `Module ${module}`} asks for go ${wanted}, and go.work ${verb} go ${has}`,
      fix: `Run go work use where go.work is and commit it (it writes go ${wanted}), or set GOWORK=off where the workspace is not meant`,
      confidence: 0.97,
      subject: module,
      values: { has },
    };
  },

  *confirm({ values }, { workspace }): Generator<Evidence> {
    for (const { file, work } of workspace.workspaces) {
      if (!work.go) continue;
      const says = work.go.version === values?.has ? "confirms" : "contradicts";
      yield { at: { file, span: work.go.span }, says, shows: `go ${work.go.version}` };
    }
  },
});
