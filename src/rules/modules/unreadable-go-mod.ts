import type { ModProblem } from "../../go/modfile/syntax.ts";
import { isFixturePath } from "../../workspace/is-fixture-path.ts";
import { defineRule } from "../rule.ts";

export default defineRule({
  id: "modules/unreadable-go-mod",
  status: "preview",
  since: "0.1.0",
  harm: "S2",
  proof: ["modules-unreadable-go-mod"],
  summary: "A go.mod or go.work holds a line that go refuses: every go command that reads it stops.",
  why: "go reads these files whole and strictly: one line that it does not understand stops all commands there.",
  remedy:
    "Mend the line; go mod edit -json (go work edit -json) shows whether go reads the file, and writes nothing.",
  reads: "repository",

  *check(_, { workspace: { modules, workspaces, source } }) {
    const files: readonly { file: string; problems: readonly ModProblem[] }[] = [
      ...modules.map(({ file, mod }) => ({ file, problems: mod.problems })),
      ...workspaces.map(({ file, work }) => ({ file, problems: work.problems })),
    ];
    for (const { file, problems } of files) {
      const refused = problems.filter(({ reason }) => !/ invalid: should be .+, not v\d+$/.test(reason));
      const [first, ...others] = refused;
      // A template of a go.mod is read by a generator, not by go.
      if (!first || isFixturePath(file) || /\{\{|<%|\$\{/.test(source(file)?.text ?? "")) continue;
      const name = file.slice(file.lastIndexOf("/") + 1);
      yield {
        at: { file, span: first.span },
        message: `Every go command that reads this file stops: errors parsing ${name}: ${first.reason}`,
        evidence: others.slice(0, 5).map(({ span, reason }) => ({ at: { file, span }, shows: reason })),
        cause: file,
      };
    }
  },
});
