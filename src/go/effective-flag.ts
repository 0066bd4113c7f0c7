/** Which value of a flag counts when GOFLAGS and the command line both carry it. */
import { flagsOfSubcommand, type GoFlag } from "./flag-table.ts";
import type { GoflagsWord } from "./goflags.ts";

export type FlagSource =
  | { readonly from: "arguments"; readonly flag: GoFlag }
  | { readonly from: "GOFLAGS"; readonly word: GoflagsWord };

export interface EffectiveFlag {
  /** `true` for a boolean flag without `=`. */
  readonly value: string;
  readonly source: FlagSource;
  /** Earlier settings of the same flag, which count for nothing. */
  readonly replaced: readonly FlagSource[];
}

/** The last one wins, and the command line comes after GOFLAGS; GOFLAGS words that the subcommand lacks do not count. */
export function effectiveFlag(question: {
  readonly subcommand: string;
  readonly name: string;
  readonly goflags: readonly GoflagsWord[];
  readonly flags: readonly GoFlag[];
}): EffectiveFlag | undefined {
  const { subcommand, name, goflags, flags } = question;
  const isTaken = flagsOfSubcommand(subcommand)?.has(name) ?? false;
  const sources: FlagSource[] = [
    ...(isTaken ? goflags : [])
      .filter((word) => word.name === name)
      .map((word): FlagSource => ({ from: "GOFLAGS", word })),
    ...flags.filter((flag) => flag.name === name).map((flag): FlagSource => ({ from: "arguments", flag })),
  ];
  const source = sources.at(-1);
  if (!source) return undefined;
  const value = source.from === "GOFLAGS" ? source.word.value : source.flag.value;
  return { value: value ?? "true", source, replaced: sources.slice(0, -1) };
}
