import { unknownListField } from "../../go/list-fields.ts";
import { lastFlag, readGoCall } from "../../site/go-arguments.ts";
import { defineRule } from "../rule.ts";

export default defineRule({
  id: "pipeline/no-such-template-field",
  status: "preview",
  since: "0.1.0",
  harm: "S2",
  proof: ["pipeline-no-such-template-field"],
  summary: "A template for `go list -f` names a field that go does not have: the command stops.",
  why: "Templates are filled from a fixed set of fields; an unknown one is an error for the first package.",
  remedy: "Use a field of `go help list`: files left out by constraints are in IgnoredGoFiles.",
  reads: "command",

  *check({ command }) {
    if (command.subcommand !== "list" || command.failure.kind === "handled") return;
    const list = {
      text: "list",
      value: { kind: "known" as const, text: "list", at: undefined },
      at: command.at,
    };
    const call = readGoCall([list, ...command.arguments], undefined);
    const template = lastFlag(call, "f");
    if (template?.value.kind !== "known" || !template.argument) return;
    const isModule = lastFlag(call, "m") !== undefined;
    const field = unknownListField(template.value.text, isModule);
    if (field === undefined) return;
    const kind = isModule ? "module" : "package";
    yield {
      at: template.argument.at,
      message: `"go list" stops: no ${kind} has a field ${field} (can't evaluate field ${field})`,
      evidence: [{ at: command.at, shows: "this command stops" }],
      cause: `field ${field}`,
    };
  },
});
