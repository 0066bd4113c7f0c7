import { parseGoArguments } from "../../go/flag-table.ts";
import { parseGoflags } from "../../go/goflags.ts";
import type { GoCommand } from "../../site/site.ts";
import type { Place } from "../../text/span.ts";
import { fixOf, replaceText } from "../edit-text.ts";
import { defineRule } from "../rule.ts";

export default defineRule({
  id: "vendor/breaks-module-queries",
  status: "preview",
  since: "0.1.0",
  harm: "S2",
  proof: ["vendor-breaks-module-queries"],
  summary: "A question about modules runs with -mod=vendor: go has no answer in vendor/ and stops.",
  why:
    "vendor/ holds the packages of the build and nothing else. Questions about all modules, newer versions, or another " +
    "module by version need the module cache.",
  remedy:
    "Give that command -mod=readonly or -mod=mod. Setting GOFLAGS= for it helps only where GOFLAGS brought -mod=vendor.",
  reads: "command",

  *check({ command, site }, { workspace }) {
    if (command.failure.kind !== "stops" || command.isConditional || command.go.outcome === "refuses") return;
    if (command.arguments.some(({ value }) => value.kind === "unknown" && !value.isUnset)) return;
    const refusal = refusalOf(command);
    if (!refusal) return;
    yield {
      at: command.at,
      message: `"go ${command.subcommand}" stops, because ${refusal.because}: ${refusal.words}`,
      remedy: refusal.isByDefault
        ? "Give that command -mod=readonly or -mod=mod"
        : "Give that command -mod=readonly or -mod=mod in place of -mod=vendor",
      evidence: refusal.at ? [{ at: refusal.at, shows: refusal.because }] : [],
      ...(refusal.isByDefault || refusal.words.includes("cannot query module")
        ? fixOf(
            replaceText(workspace, {
              at: command.at,
              from: `go ${command.subcommand} `,
              to: `go ${command.subcommand} -mod=readonly `,
            }),
            { title: "Add -mod=readonly", isSafe: false },
          )
        : undefined),
      site: site.id,
      cause: refusal.words,
    };
  },
});

interface Refusal {
  readonly words: string;
  readonly because: string;
  readonly at: Place | undefined;
  /** No flag says -mod=vendor: the folder is there. */
  readonly isByDefault: boolean;
}

function refusalOf(command: GoCommand): Refusal | undefined {
  const { subcommand, mode } = command;
  const texts = command.arguments.map(({ value }) => (value.kind === "known" ? value.text : ""));
  const { flags, operands } = parseGoArguments(subcommand, texts);
  const has = (name: string): boolean => flags.some((flag) => flag.name === name);
  if (subcommand === "install" || subcommand === "run") {
    const target = (subcommand === "run" ? operands.slice(0, 1) : operands).find((operand) =>
      operand.includes("@"),
    );
    const goflags = command.environment.goSetting("GOFLAGS");
    if (target === undefined || has("mod") || goflags?.value.kind !== "known") return undefined;
    const word = parseGoflags(goflags.value.text).words.findLast(({ name }) => name === "mod");
    if (word?.value !== "vendor") return undefined;
    return {
      words: `${target}: cannot query module due to -mod=vendor`,
      because: `GOFLAGS=${goflags.value.text} holds for it`,
      at: goflags.at,
      isByDefault: false,
    };
  }
  if (subcommand !== "list" || !has("m") || mode.value !== "vendor") return undefined;
  const words = listRefusal(has, operands);
  const why = mode.why.at(-1);
  const isByDefault = !why?.text.startsWith("-mod=");
  const because = isByDefault ? "it reads the vendor folder by default" : (why?.text ?? "");
  return words === undefined ? undefined : { words, because, at: why?.at, isByDefault };
}

function listRefusal(has: (name: string) => boolean, operands: readonly string[]): string | undefined {
  if (has("u")) return "can't determine available upgrades using the vendor directory";
  if (has("versions")) return "can't determine available versions using the vendor directory";
  if (operands.includes("all")) return "can't compute 'all' using the vendor directory";
  const query = operands.find((operand) => operand.includes("@"));
  return query === undefined ? undefined : `${query}: cannot query module due to -mod=vendor`;
}
