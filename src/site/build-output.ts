/** The file that a `go build` or `go install` command writes. */
import { parseGoArguments } from "../go/flag-table.ts";
import { baseNameOf } from "../text/path-parts.ts";
import type { GoCommand } from "./site.ts";

export interface BuildOutput {
  /** As written with `-o`, relative to the working directory unless rooted; a trailing slash names a folder. */
  readonly path: string | undefined;
  /** Name of the program. */
  readonly name: string;
}

/** Undefined when files do not tell. */
export function buildOutput(command: GoCommand): BuildOutput | undefined {
  const texts = command.arguments.map(({ value, text }) => (value.kind === "known" ? value.text : text));
  const { flags, operands, operandIndexes } = parseGoArguments(command.subcommand, texts, command.go.version);
  const isKnown = (index: number | undefined): boolean =>
    index === undefined || command.arguments[index]?.value.kind === "known";
  if (!operandIndexes.every(isKnown) || operands.length > 1) return undefined;
  const output = flags.findLast((flag) => flag.name === "o");
  if (!isKnown(output?.valueIndex)) return undefined;
  const written = output?.value;
  const name =
    written !== undefined && !/\/$|^\.$/.test(written)
      ? baseNameOf(written)
      : nameOfPackage(command, operands[0] ?? ".");
  return name === undefined ? undefined : { path: written, name };
}

function nameOfPackage(command: GoCommand, operand: string): string | undefined {
  if (operand.includes("...")) return undefined;
  if (operand.endsWith(".go")) return baseNameOf(operand).slice(0, -".go".length);
  const plain = operand.replace(/\/+$/, "");
  if (!/(?:^|\/)\.{0,2}$/.test(plain)) return baseNameOf(plain);
  const { folder, module } = command;
  if (plain !== "." || folder.kind !== "known" || !module) return undefined;
  if (folder.text !== module.folder) return baseNameOf(folder.text);
  const path = module.mod.module?.path.replace(/\/v\d+$/, "");
  return path === undefined ? undefined : baseNameOf(path);
}
