/** A Makefile: targets, variables and recipes, as GNU Make reads them without running anything. */
import type { EmbeddedText } from "../../text/embedded-text.ts";
import type { SourceFile } from "../../text/source-file.ts";
import type { Place, Span } from "../../text/span.ts";

export interface Makefile {
  readonly file: string;
  readonly targets: readonly MakeTarget[];
  /** The rule of `.DEFAULT`, whose recipe makes what has none. */
  readonly byDefault?: MakeTarget;
  /** Assignments of this file and of its includes, in reading order. */
  readonly variables: readonly MakeVariable[];
  /** Files named by `include`, resolved inside the tree. */
  readonly includes: readonly { readonly file: string; readonly span: Span }[];
  /** Included files that a rule makes before anything else: nobody knows what stands in them. */
  readonly remade?: readonly string[];
  /** `export` without names exports every variable. */
  readonly exportsAll: boolean;
  /** Names behind `unexport`: recipes do not get them, whoever sets them. */
  readonly unexported: ReadonlySet<string>;
  /** Names behind `undefine`: the environment's value goes, and the command line's stays. */
  readonly undefinedNames?: ReadonlySet<string>;
  /** What `unexport` names under a condition nobody can decide. */
  readonly maybeUnexported?: ReadonlySet<string>;
  /** `export $(shell …)`: the commands that print names to export; undefined for what cannot be expanded. */
  readonly exportCommands?: readonly { readonly command: string | undefined; readonly at: Place }[];
  /** `file` is the included file for what stands there. */
  readonly comments: readonly { readonly text: string; readonly span: Span; readonly file: string }[];
  readonly problems: readonly {
    readonly span: Span;
    readonly reason: string;
    readonly file: string;
    /** More is written, or computed, than is followed. */
    readonly isLimit?: true;
  }[];
  /** Where make stops while it reads, whatever the goal: there a variable refers to itself. */
  readonly stops?: { readonly variable: string; readonly at: Place };
  /** `.ONESHELL:` one shell runs a whole recipe; then `recipe` has one line. */
  readonly isOneShell: boolean;
  /** `.IGNORE:` the errors of some recipes, or of all, stop nothing. */
  readonly ignoresErrors?: true;
  /** The first target that is not special: what a bare `make` runs; `.DEFAULT_GOAL` wins. */
  readonly defaultGoal: string | undefined;
  /** Where conditions that nobody can decide say which target is the first: all that can be it. */
  readonly defaultGoals: readonly string[];
  /**
   * Expands `$(NAME)`, `${NAME}`, `$$`, and the text functions that need no disk or process. What cannot
   * be expanded (`$(shell …)`, an undefined or conditional variable) becomes a hole. `overrides` are
   * variables given on make's command line or by its environment. With a target in scope the text is a
   * recipe: `@`, `-` and `+` that a variable puts in front of a line are taken off.
   */
  expand(text: EmbeddedText, scope: MakeScope): ExpandedText;
  /** The same file, read where more is known; only for a text that asks for it. */
  readonly on?: (circumstances: MakeCircumstances) => Makefile;
  /** A text asks the machine for its platform. */
  readonly asksMachine?: true;
  /** Names whose values decide what make reads. */
  readonly asked?: AskedNames;
  /** Commands that `$(shell …)` and `!=` run while make reads the file. */
  readonly shellCommands?: readonly ReadCommand[];
  /** The same file, read by a make that runs in another folder; only where it looks for files. */
  readonly inFolder?: (folder: string) => Makefile;
  /** Such a text asks go, whose answer follows GOOS and GOARCH of the environment. */
  readonly asksGo?: true;
  /** One of those commands cannot be followed: any variable may be exported. */
  readonly exportsMore?: true;
  /** Names that `$(eval …)` assigns while make runs; expanding them gives a hole. */
  readonly evaluated?: ReadonlySet<string>;
}

/** How included files are found; paths are as the Makefile writes them, relative to its own folder. */
export interface MakeIncludes {
  /** The files that match, none when nothing does. */
  find(pattern: string): readonly SourceFile[];
  /** Where make runs, `build/` or nothing for the root; without it, in the Makefile's own folder. */
  readonly folder?: string;
  /** Files and folders that `$(wildcard …)` finds, sorted, as the pattern leads to them. */
  match?(pattern: string): readonly string[] | undefined;
}

/** A command that make runs while it reads; `at` is the line. */
export interface ReadCommand {
  readonly text: EmbeddedText;
  readonly at: Place;
  /** Under a condition nobody can decide. */
  readonly isConditional: boolean;
}

/** What a command of `$(shell …)` prints; undefined when nobody knows. */
export type MakeShell = (command: string) => string | undefined;

/** Names that the conditions of a Makefile look up. */
export interface AskedNames {
  /** All of them: the command line decides each. */
  readonly any: ReadonlySet<string>;
  /** Those whose value the environment decides, or a part of it. */
  readonly open: ReadonlySet<string>;
  /** Equal for goals (`MAKECMDGOALS`) of which the conditions say the same. */
  readonly keyOfGoals?: (goals: string) => string;
}

/** What is known of the machine and of the call when make reads a file. */
export interface MakeCircumstances {
  readonly shell?: MakeShell | undefined;
  /** Variables of the command line and of the environment whose values are known, and those that make sets itself. */
  readonly given?: Pick<MakeScope, "overrides" | "environment"> | undefined;
}

/** Expanded text; `fileOffset` leads to the use of a variable, `origins` to where its text was written. */
export interface ExpandedText extends EmbeddedText {
  /** Runs that came out of variables, in order. `span` is the run's place in the file that assigns it. */
  readonly origins: readonly {
    readonly start: number;
    readonly end: number;
    readonly variable: MakeVariable;
    readonly span: Span;
  }[];
  /** True when a variable put a `-` in front: make ignores the exit status. */
  readonly ignoresErrors: boolean;
  /** Commands of `$(shell …)` that make runs to expand the text. */
  readonly shellCommands?: readonly EmbeddedText[];
  /** The text takes more steps than are spent on one: parts of it are missing. */
  readonly isCutShort?: boolean;
  /** A variable that refers to itself: make stops here, before the recipe's first line. */
  readonly recursive?: string;
}

export interface MakeScope {
  readonly target: MakeTarget | undefined;
  /** Variables of make's command line, which beat the file's; undefined for a value that nobody knows. */
  readonly overrides: ReadonlyMap<string, string | undefined>;
  /** Variables of make's environment, beaten by the file's; undefined for a value that nobody knows. */
  readonly environment?: ReadonlyMap<string, string | undefined>;
  /** Names that no file sets are empty. */
  readonly isNothingSet?: true;
  /** Targets for which this one is made, the goal first: it inherits their variables. */
  readonly neededBy?: readonly string[];
}

export interface MakeVariable {
  readonly name: string;
  readonly nameSpan: Span;
  readonly operator: "=" | ":=" | "::=" | "?=" | "+=" | "!=" | "define";
  readonly value: EmbeddedText;
  readonly at: Place;
  readonly isExported: boolean;
  /** A condition, or a command that nobody can follow, decides whether it is exported. */
  readonly mayBeExported?: true;
  /** `override` keyword. */
  readonly isOverride: boolean;
  /** Target-specific (`release: CGO_ENABLED=0`): the target's name, else undefined. */
  readonly target: string | undefined;
  /** Target-specific with `private`: prerequisites do not inherit it. */
  readonly isPrivate?: true;
  /** True inside ifeq/ifdef: the value depends on something. */
  readonly isConditional: boolean;
}

export interface MakeTarget {
  readonly name: string;
  readonly nameSpan: Span;
  /** The file that holds it (an included file keeps its own path). */
  readonly file: string;
  readonly span: Span;
  readonly prerequisites: readonly string[];
  readonly orderOnly: readonly string[];
  readonly isPattern: boolean;
  readonly isPhony: boolean;
  /** Of a rule that `$(eval …)` makes: which one it is of those whose text stands in the same lines. */
  readonly computed?: number;
  /** `a:: b`: each such rule stands for itself. */
  readonly isDoubleColon?: true;
  /** A recipe stands here, be it an empty one: it takes the place of an earlier one. */
  readonly hasRecipe?: true;
  /** Nobody can say whether make reads the rule. */
  readonly isConditional?: true;
  /** What `%` stands for in a static pattern rule. */
  readonly stem?: string;
  /** `a b &: c`: one run of the recipe makes all of these. */
  readonly group?: readonly string[];
  /** After `.SECONDEXPANSION:`: references that still stand in the prerequisites are expanded for the target. */
  readonly isExpandedAgain?: true;
  /** Which prerequisites there are is not known for sure. */
  readonly isOpen?: true;
  /** Recipe lines; one shell each, unless `.ONESHELL` joined them. Text is before Make's expansion. */
  readonly recipe: readonly RecipeLine[];
}

export interface RecipeLine {
  readonly text: EmbeddedText;
  readonly span: Span;
  /** `-` prefix: make ignores the exit status. */
  readonly ignoresErrors: boolean;
  /** `+` prefix, or the line names `$(MAKE)`: `make -n` runs it too. */
  readonly isAlwaysRun?: true;
  /** `@` prefix. */
  readonly isSilent: boolean;
  readonly isConditional: boolean;
}
