/** What a reader of a Makefile keeps while it goes from line to line. */
import type { SourceFile } from "../../text/source-file.ts";
import type { Place, Span } from "../../text/span.ts";
import type { Conditions } from "./_conditions.ts";
import type { TargetVariable } from "./_expand-text.ts";
import { createExports, type Exports } from "./_exports.ts";
import type { PhysicalLine } from "./_lines.ts";
import type { VariableTable } from "./_variables.ts";
import type { Makefile, MakeIncludes, MakeTarget, MakeVariable, ReadCommand, RecipeLine } from "./model.ts";

const maxLines = 60_000;
/** Texts that `$(eval …)` makes, and their characters. */
export const maxEvaluations = 2_000;
const maxEvaluated = 1_000_000;

/** A rule's target while its recipe is still read. */
export interface OpenTarget {
  readonly target: Omit<MakeTarget, "isPhony" | "recipe" | "span">;
  readonly start: number;
  end: number;
  hasRecipe: boolean;
  readonly branch: readonly object[];
  /** Shared by the targets of one rule. */
  readonly recipe: RecipeLine[];
}

/** What is read so far, of the file and all it includes. */
export interface State {
  readonly root: SourceFile;
  readonly includes: MakeIncludes;
  readonly table: VariableTable;
  readonly variables: MakeVariable[];
  readonly targets: OpenTarget[];
  readonly phony: Set<string>;
  readonly included: { file: string; span: Span }[];
  /** Files that an `include` names and nobody has. */
  readonly missing: string[];
  readonly comments: Makefile["comments"][number][];
  readonly problems: Makefile["problems"][number][];
  readonly exports: Exports;
  readonly exportCommands: NonNullable<Makefile["exportCommands"]>[number][];
  readonly shellCommands: ReadCommand[];
  /** Conditions that ask for the goals of the command line. */
  readonly goalConditions: { readonly keyword: string; readonly rest: string }[];
  /** The line that is read. */
  line: { readonly at: Place; readonly isConditional: boolean; readonly isRead: boolean };
  /** Variables of targets so far. */
  readonly ofTargets: TargetVariable[];
  readonly reading: string[];
  /** The rule of `.DEFAULT`. */
  byDefault: OpenTarget | undefined;
  isOneShell: boolean;
  ignoresErrors: boolean;
  /** `vpath`: prerequisites may be found in other folders. */
  searches: boolean;
  /** Behind `.SECONDEXPANSION:`. */
  expandsAgain: boolean;
  recipePrefix: string;
  linesLeft: number;
  asksMachine: boolean;
  asksGo: boolean;
  stops: NonNullable<Makefile["stops"]> | undefined;
  /** Texts that `$(eval …)` makes: how many may still be read, and how many are open. */
  evaluations: { left: number; characters: number; depth: number };
  /** Prerequisites with parts that nobody knows, as written, by the words that they become. */
  readonly openNames: Map<string, readonly string[]>;
}

/** Where the reading of one file, or of one computed text, stands. */
export interface FileState {
  readonly file: string;
  readonly lines: readonly PhysicalLine[];
  readonly conditions: Conditions;
  rule: readonly OpenTarget[];
  /** Conditionals that are open around the file or text. */
  readonly outerDepth: number;
  /** Of a text that make computes: where its offsets stand in the file, and conditions around it. */
  readonly computed?: {
    readonly number: number;
    fileOffset(offset: number): number;
  };
}

/** Nothing read yet. */
export function createState(root: SourceFile, includes: MakeIncludes): State {
  return {
    root,
    includes,
    table: new Map(),
    variables: [],
    targets: [],
    phony: new Set(),
    included: [],
    missing: [],
    comments: [],
    problems: [],
    exports: createExports(),
    exportCommands: [],
    shellCommands: [],
    goalConditions: [],
    line: { at: { file: root.path, span: { start: 0, end: 0 } }, isConditional: false, isRead: true },
    ofTargets: [],
    reading: [],
    byDefault: undefined,
    isOneShell: false,
    ignoresErrors: false,
    searches: false,
    expandsAgain: false,
    recipePrefix: "\t",
    linesLeft: maxLines,
    asksMachine: false,
    asksGo: false,
    stops: undefined,
    evaluations: { left: maxEvaluations, characters: maxEvaluated, depth: 0 },
    openNames: new Map(),
  };
}
