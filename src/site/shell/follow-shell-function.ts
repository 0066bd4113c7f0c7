/** The commands of make's `$(shell …)`: make runs them while it reads the file, and while it expands a recipe. */
import type { EmbeddedText } from "../../text/embedded-text.ts";
import type { Place } from "../../text/span.ts";
import type { ReadCommand } from "../../workspace/make/model.ts";
import { parseShell } from "../../workspace/shell/parse-shell.ts";
import type { Machine } from "../machine.ts";
import type { FailureTreatment } from "../site.ts";
import { known } from "../value.ts";
import type { CommandHost } from "./command-host.ts";
import type { Frame } from "./frame.ts";
import { walkProcess } from "./walk-process.ts";

/** Only what names go, make or a script of the repository can run go. */
const mayRunGo = /\bgo\b|\bg?make\b|\.(?:ba|z)?sh\b|(?:^|[\s;&|(])\.{0,2}\//;

const withGo = new WeakMap<readonly ReadCommand[], readonly ReadCommand[]>();

/** Those that can run go: few of hundreds, and every call of make asks for them. */
export function commandsWithGo(commands: readonly ReadCommand[]): readonly ReadCommand[] {
  const known = withGo.get(commands);
  if (known) return known;
  const found = commands.filter(({ text }) => mayRunGo.test(text.text));
  withGo.set(commands, found);
  return found;
}

/** Follows one of those; make takes what it prints, and its status is lost. */
export function followShellFunction(
  { text, at, isConditional }: { text: EmbeddedText; at: Place; isConditional: boolean },
  parts: { machine: Machine; folder: string; frame: Frame; host: CommandHost },
): void {
  const { machine, folder, frame, host } = parts;
  const failure: FailureTreatment = { kind: "swallowed", how: "make ignores the status of $(shell …)", at };
  const key = `shell:${at.file}:${at.span.start}:${text.text}`;
  const script = host.recipeScripts.get(key) ?? parseShell(text, at);
  host.recipeScripts.set(key, script);
  walkProcess(
    script.body,
    {
      ...machine,
      folder: known(folder),
      functions: new Map(),
      options: { errexit: false, pipefail: false },
      parameters: undefined,
    },
    {
      ...frame,
      file: at.file,
      isWithoutArguments: true,
      nameOfProgram: undefined,
      isConditional: frame.isConditional || isConditional,
      failure,
      quietFailure: failure,
      scriptFailure: failure,
      canErrexit: false,
    },
    host,
  );
}
