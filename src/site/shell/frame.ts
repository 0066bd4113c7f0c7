import type { Place } from "../../text/span.ts";
import type { Machine } from "../machine.ts";
import type { Condition, FailureTreatment, Reason } from "../site.ts";
import type { Value } from "../value.ts";
import type { Dialect } from "./dialect.ts";
import type { LaterFile } from "./write-later.ts";

/** Where a node stands: what its exit status decides and how it was reached. */
export interface Frame {
  readonly file: string;
  /** The script file that runs, which `$0` names; undefined in the scripts of CI steps and recipes. */
  readonly program?: string;
  /** The folder in which that script started. */
  readonly startFolder?: Value;
  readonly via: readonly Reason[];
  /** The shell that runs the text, where it is not bash. */
  readonly dialect?: Dialect;
  /** The text of a step, a recipe or a RUN, which nobody gives arguments. */
  readonly isWithoutArguments?: boolean;
  /** `$0` of `sh -c 'text' name`. */
  readonly nameOfProgram?: Value | undefined;
  /** In a function: the command that calls it, which is what `"$@"` runs. */
  readonly caller?: CallerOfFunction | undefined;
  readonly isConditional: boolean;
  /** What decides whether the node runs, the outermost first. */
  readonly conditions?: readonly Condition[];
  /** In a function, also one that nobody is seen to call. */
  readonly isInFunction?: boolean;
  /** In a loop whose passes are walked as one: what a name holds in the first pass decides nothing. */
  readonly isRepeated?: true;
  /** What happens when the node returns a failure. */
  readonly failure: FailureTreatment;
  /** The same where errexit does not look: a failure on the left of `&&`. */
  readonly quietFailure: FailureTreatment;
  /** What happens when the whole script (or function) fails: where `exit 1` and errexit lead. */
  readonly scriptFailure: FailureTreatment;
  /** False in conditions and on the left of `&&` and `||`, where errexit is off. */
  readonly canErrexit: boolean;
  /** The file for later steps into which a redirected group prints. */
  readonly output?: LaterFile | undefined;
  /** In the pass of a loop over an input: the line that its `read` sees. */
  readonly line?: string | undefined;
  /** In a process that is walked whole: the states in which it ends before its last line. */
  readonly exits?: Exit[] | undefined;
  /** In a function or sourced script: the states with which it returns early. */
  readonly returns?: Exit[] | undefined;
  /** In a subshell inside of those: `return` ends it as `exit` does. */
  readonly isReturnExit?: boolean;
  readonly loop?: Loop | undefined;
  /** In a pass of a loop that only shows what the next passes start from. */
  readonly isTrial?: true;
  /** Keys of scripts, targets and functions being walked: a second entry is a loop. */
  readonly stack: readonly string[];
}

/** A way out of a script or function. */
export interface Exit {
  readonly machine: Machine;
  /** Whether its status says failure; undefined when files do not show it. */
  readonly fails: boolean | undefined;
}

/** The states with which passes of a loop end before their last line. */
export interface Loop {
  readonly breaks: Machine[];
  readonly continues: Machine[];
  readonly outer: Loop | undefined;
}

/** The command that calls a function. */
export interface CallerOfFunction {
  readonly text: string;
  readonly at: Place;
  readonly failure: FailureTreatment;
}
