/** Commands that may run go where the walk does not see it. */
import { type CommandHost, noteUnknown, type PlainCommand } from "./command-host.ts";
import { mayBeGo } from "./possible-commands.ts";
import { whyNotFollowed } from "./why-not-followed.ts";

/** `$path = (Get-Item .)` of PowerShell, which is read as a shell script. */
const assigns = /^\$[\w:.]+\s*[-+]?=/;

/** Notes a command that may run go where the walk does not see it. */
export function noteOpen(command: PlainCommand, host: CommandHost): void {
  const hidden = whyNotFollowed(command, host);
  const [first] = command.words;
  if (hidden !== undefined) {
    noteUnknown(
      { at: command.at, reason: `${oneLine(command.text)}: ${hidden}`, code: "not-followed" },
      host,
    );
  } else if (first?.value.kind === "unknown" && !assigns.test(command.text) && mayBeGo(command.words)) {
    const reason = `${oneLine(command.text)}: which command ${first.text} is cannot be known: ${first.value.reason}`;
    noteUnknown({ at: command.at, reason, code: "unknown-command" }, host);
  }
}

/** Notes a text that starts go, or may, and is no script that can be read. */
export function noteUnread(command: PlainCommand, why: string, host: CommandHost): void {
  noteUnknown({ at: command.at, reason: `${oneLine(command.text)}: ${why}`, code: "not-followed" }, host);
}

function oneLine(text: string): string {
  const line = text.replace(/\s+/g, " ").trim();
  return line.length > 60 ? `${line.slice(0, 57)}…` : line;
}
