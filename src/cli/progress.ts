import type { Terminal } from "./terminal.ts";

/** Says what is being done, on a terminal, once a run has taken more than a second. */
export interface Progress {
  step(text: string): void;
  /** Removes what stands on the line. */
  end(): void;
}

export function createProgress(terminal: Terminal): Progress {
  const startedAt = terminal.now().getTime();
  let hasWritten = false;
  return {
    step(text) {
      if (!terminal.isErrorTty || terminal.now().getTime() - startedAt < 1000) return;
      hasWritten = true;
      process.stderr.write(`\r\u001b[K${text} …`);
    },
    end() {
      if (hasWritten) process.stderr.write("\r\u001b[K");
      hasWritten = false;
    },
  };
}
