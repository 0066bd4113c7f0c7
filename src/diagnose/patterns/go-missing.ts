import { definePattern } from "../pattern.ts";

const forms = [
  /^[^\s:]+: (?:(?:line )?\d+: )?(?:go: (?:[Cc]ommand not found|not found|No such file or directory)|command not found: go|(?:failed to run command )?['‘`]go['’]: No such file or directory)$/,
  /^(?:.{0,200}: )?exec: \\?"go\\?": executable file not found in (?:\$PATH|%PATH%)(?=[.:)"\s\\]|$)/,
  /^(?:go ?: |[\s|]*)The term 'go' is not recognized as (?:the|a) name of a cmdlet, function, script file,/,
  /^'go' is not recognized as an internal or external command,/,
  /^Command 'go' not found,/,
  /^(?:fish: )?Unknown command: go$/,
  /^.{0,200}executable file `go' not found in \$PATH/,
];
/** A test's expectation and a message of somebody's program quote it as well. */
const quoting = /^\s+\S+_test\.go:\d+: |^\s*(?:\/\/|#|\*|>|[-+] )/;

/**
 * Sources of the words: bash execute_cmd.c, dash exec.c, busybox ash, zsh, GNU make job.c, package os/exec, runc, PowerShell and
 * cmd.exe. The last two cannot be run here: their cases are own examples of the printed words.
 */
export default definePattern({
  id: "go-missing",
  title: "There is no go where the command runs",
  rules: ["toolchain/no-go-installed"],
  needles: [
    ": go: command not found",
    ": go: not found",
    "command not found: go",
    ": not found: go",
    'exec: "go": executable file not found in ',
    'exec: \\"go\\": executable file not found in ',
    ": No such file or directory",
    "The term 'go' is not recognized as",
    "'go' is not recognized as an internal or external command",
    "Command 'go' not found",
    "Unknown command: go",
    "executable file `go' not found",
  ],

  match({ line }) {
    const { text } = line;
    if (quoting.test(text) || !forms.some((form) => form.test(text))) return undefined;
    const isTool = text.includes(": executable file not found in ");
    return {
      message: `${isTool ? "A program wants to run go, and" : "A command runs go, and"} no folder of PATH has it: go is not installed here, or its folder is not in PATH`,
      fix: "Install Go before this step (setup-go, a golang image, the base image's package), or put the folder of go into PATH (PATH=/usr/local/go/bin:$PATH); sudo and login shells begin with a PATH of their own",
      confidence: 0.95,
      subject: "go",
      rule: "toolchain/no-go-installed",
    };
  },
});
