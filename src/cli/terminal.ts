import { UserError } from "../finding/user-error.ts";
import { isOutputClosed } from "./is-output-closed.ts";
import { programName } from "./program-name.ts";

/** What commands know of the world around them; tests hand in their own. */
export interface Terminal {
  /** Writes to standard output; resolves when the text is handed over. */
  write(text: string): Promise<void>;
  /** Writes a line to standard error. */
  complain(text: string): void;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Whether a person could type at standard input. */
  readonly isInputTty: boolean;
  /** One line that a person types at standard input; undefined at its end, absent where nobody is asked. */
  readLine?(): Promise<string | undefined>;
  readonly isOutputTty: boolean;
  readonly isErrorTty: boolean;
  readonly columns: number | undefined;
  /** Absolute path of the current folder. */
  readonly folder: string;
  now(): Date;
  /** How the user can start this program again: `breakwater`, or a path. */
  readonly program: string;
}

/** The terminal of this process. */
export function processTerminal(): Terminal {
  // The callback of each write gets the error, too; as an event alone it would end the process with a stack.
  process.stdout.on("error", () => undefined);
  process.stderr.on("error", () => undefined);
  const terminal = {
    write: (text: string) =>
      new Promise<void>((resolve, reject) => {
        if (isOutputClosed()) {
          reject(cannotWrite("it is closed"));
          return;
        }
        process.stdout.write(text, (error) => {
          // A reader that closed the pipe (`| head`) has what it wanted.
          if (!error || ("code" in error && error.code === "EPIPE")) resolve();
          else reject(cannotWrite(reasonOf(error)));
        });
      }),
    complain: (text: string) => {
      process.stderr.write(`${text}\n`);
    },
    environment: process.env,
    isInputTty: process.stdin.isTTY === true,
    readLine,
    isOutputTty: process.stdout.isTTY === true,
    isErrorTty: process.stderr.isTTY === true,
    columns: process.stdout.columns,
    folder: currentFolder(),
    now: () => new Date(),
    program: "breakwater",
  };
  // In the built program the first argument is a name inside the file itself.
  const [, script = ""] = process.argv;
  const isSource = script.endsWith(".ts") && !/^(?:\/\$bunfs|B:[/\\]~BUN)/.test(script);
  const start = { executable: process.execPath, script: isSource ? script : undefined };
  return { ...terminal, program: programName(start, terminal) };
}

/** The folder that the user stands in; of one that was deleted the name is left, and commands say that it is gone. */
function currentFolder(): string {
  try {
    return process.cwd();
  } catch {
    return process.env.PWD ?? "/";
  }
}

/** Reads standard input until the first end of a line. */
function readLine(): Promise<string | undefined> {
  return new Promise((resolve) => {
    let text = "";
    const done = (line: string | undefined): void => {
      process.stdin.off("data", take);
      process.stdin.off("end", end);
      process.stdin.pause();
      resolve(line);
    };
    const take = (chunk: Buffer): void => {
      text += chunk.toString("utf8");
      const at = text.indexOf("\n");
      if (at !== -1) done(text.slice(0, at));
    };
    const end = (): void => done(text === "" ? undefined : text);
    process.stdin.on("data", take);
    process.stdin.on("end", end);
  });
}

function cannotWrite(reason: string): UserError {
  return new UserError("cannot-write", `Cannot write to standard output: ${reason}`);
}

/** `ENOSPC: no space left on device, write`: the sentence in the middle. */
function reasonOf({ message }: Error): string {
  return message.replace(/^[A-Z]+: /, "").replace(/, write$/, "");
}

/** Colours only on a terminal, and not where NO_COLOR is set or the terminal is dumb. */
export function wantsColor(terminal: Terminal): boolean {
  const { NO_COLOR, TERM } = terminal.environment;
  return terminal.isOutputTty && (NO_COLOR === undefined || NO_COLOR === "") && TERM !== "dumb";
}

/** Columns to lay text out for: the terminal's, or 100 where there is none. */
export function columnsOf(terminal: Terminal): number {
  return terminal.columns ?? 100;
}
