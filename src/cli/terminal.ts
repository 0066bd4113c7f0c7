/** What commands know of the world around them; tests hand in their own. */
export interface Terminal {
  /** Writes to standard output; resolves when the text is handed over. */
  write(text: string): Promise<void>;
  /** Writes a line to standard error. */
  complain(text: string): void;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly isOutputTty: boolean;
  readonly isErrorTty: boolean;
  readonly columns: number | undefined;
  /** Absolute path of the current folder. */
  readonly folder: string;
  now(): Date;
}

/** The terminal of this process. */
export function processTerminal(): Terminal {
  return {
    write: (text) =>
      new Promise((resolve, reject) => {
        process.stdout.write(text, (error) => {
          // A reader that closed the pipe (`| head`) has what it wanted.
          if (error && (error as NodeJS.ErrnoException).code !== "EPIPE") reject(error);
          else resolve();
        });
      }),
    complain: (text) => {
      process.stderr.write(`${text}\n`);
    },
    environment: process.env,
    isOutputTty: process.stdout.isTTY === true,
    isErrorTty: process.stderr.isTTY === true,
    columns: process.stdout.columns,
    folder: process.cwd(),
    now: () => new Date(),
  };
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
