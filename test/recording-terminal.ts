import type { Terminal } from "../src/cli/terminal.ts";

/** A terminal without a person, in a folder, that keeps what is written to standard output. */
export function recordingTerminal(folder: string): { terminal: Terminal; written: () => string } {
  let text = "";
  const terminal: Terminal = {
    write: async (part) => {
      text += part;
    },
    complain: () => undefined,
    environment: {},
    isInputTty: false,
    isOutputTty: false,
    isErrorTty: false,
    columns: 200,
    folder,
    now: () => new Date(),
    program: "breakwater",
  };
  return { terminal, written: () => text };
}
