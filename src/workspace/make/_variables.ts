/** The table of make's variables while a file is read, and after. */
import type { MakeVariable } from "./model.ts";

/** A piece of expanded text, and where it was written. */
export interface Run {
  readonly text: string;
  /** Set for what could not be expanded: the reference without its marks. */
  readonly hole?: string;
  /** The innermost variable the text stands in, at `offset` of its value. */
  readonly source?: { readonly variable: MakeVariable; readonly offset: number };
}

/** What a variable holds: text to expand when it is used, or text expanded when it was assigned. */
export type Content =
  | { readonly kind: "raw"; readonly text: string; readonly variable: MakeVariable | undefined }
  | { readonly kind: "runs"; readonly runs: readonly Run[] };

export interface VariableState {
  readonly isSimple: boolean;
  readonly content: readonly Content[];
  /** Raw values of assignments under conditions nobody can decide here; then the content is a hole. */
  readonly candidates: readonly string[];
  /** Variables whose values decided that the assignment is read. */
  readonly assumes: ReadonlySet<string>;
  readonly isOverride: boolean;
  /** Assigned by `?=` only: the environment may say otherwise. */
  readonly isDefault: boolean;
  /** Assigned by `+=` only: the environment's value stands before it. */
  readonly isAppended?: boolean;
  /** What `?=` gave before `+=`: it stands there unless the environment says otherwise. */
  readonly byDefault?: readonly Content[];
  /** Only named by `export` or `unexport`: `?=` comes too late. */
  readonly isDeclared?: boolean;
  /** `undefine` took the value away. */
  readonly isGone?: boolean;
  /** What `override … +=` puts behind the value of make's command line. */
  readonly appended?: readonly Content[] | undefined;
  /** A limit was met when the value was put together: parts of it are missing. */
  readonly isCut?: boolean;
}

export type VariableTable = Map<string, VariableState>;

/** What make itself defines and no environment changes. */
export const builtIn: ReadonlyMap<string, string> = new Map([
  ["MAKE", "make"],
  ["MAKE_COMMAND", "make"],
  ["RM", "rm -f"],
  ["SHELL", "/bin/sh"],
]);

export function unknownContent(name: string): Content {
  return { kind: "runs", runs: [{ text: `$(${name})`, hole: name }] };
}
