/** Everything a user can put right, by code: the table from which docs/errors.md is generated. */
export const userErrorCodes = {
  "bad-option": "An option or argument is missing, unknown or has a value that is not offered.",
  "bad-config": "`.breakwater.yaml` is not valid; the message names line and column.",
  "bad-baseline": "The baseline file is missing or is not what `--write-baseline` writes.",
  "no-such-path": "The path to look at does not exist or cannot be read.",
  "not-a-folder": "The path to look at is a file.",
  "nothing-to-look-at":
    "No Go module, no Go file and no place where go runs was found, so nothing can be said.",
  "nothing-verified":
    "Of the modules of a repository nothing could be compared with anything: no module cache, no network.",
  "no-such-rule": "No rule has this id.",
  "no-such-site": "No site has this id.",
  "no-such-package": "No Go file lies in this folder.",
  "git-missing": "The option needs git, and git is not on PATH.",
  "git-failed": "git refused: no repository, or no such revision.",
  "cannot-read": "The log cannot be read: a missing file, a folder, a damaged archive.",
  interrupted: "Ctrl-C came while files were written; the message names them.",
  "cannot-open-store":
    "The folder cannot be written, or the bucket is not there, refuses, or cannot be shared safely.",
  "cannot-listen":
    "The address is taken, not of this machine, or needs rights that this process does not have.",
  "cannot-write": "The output file or standard output cannot be written.",
} as const;

export type UserErrorCode = keyof typeof userErrorCodes;

/** Something the user can put right: one line, no stack, exit 2. */
export class UserError extends Error {
  readonly code: UserErrorCode;
  readonly hint: string | undefined;

  constructor(code: UserErrorCode, message: string, more?: { hint?: string; cause?: unknown }) {
    super(message, more?.cause === undefined ? undefined : { cause: more.cause });
    this.name = "UserError";
    this.code = code;
    this.hint = more?.hint;
  }
}
