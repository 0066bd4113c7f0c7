/** What a step of CircleCI starts with: bash alone reads the lines that steps before it wrote to $BASH_ENV. */
import type { Place } from "../../text/span.ts";
import type { Environment } from "../environment.ts";
import { unknown } from "../value.ts";

/** `start` is the environment of the job, `written` the same with what is in $BASH_ENV. */
export function stepEnvironment(
  { start, written }: { readonly start: Environment; readonly written: Environment },
  {
    shell,
    mayLackBash,
    at,
  }: { readonly shell: string | undefined; readonly mayLackBash: boolean; readonly at: Place },
): Environment {
  if (written === start) return start;
  const plain = [...written.writtenEntries()].reduce(
    (environment, [name, setting]) => environment.withWritten(name, setting),
    start,
  );
  if (shell !== undefined) return readsBashEnv(shell) ? written : plain;
  if (!mayLackBash) return written;
  const value = unknown("only bash reads $BASH_ENV, and files do not tell whether the image has it", at);
  const open = written.merge(plain, (own, other) => {
    const setting = own ?? other ?? { value, at, by: "BASH_ENV" };
    return own === other ? setting : { ...setting, value };
  });
  return open;
}

/** Bash under its own name; as `sh`, with --posix and with -p it reads nothing. */
function readsBashEnv(shell: string): boolean {
  const words = shell.trim().split(/\s+/);
  const name = words.find((word) => !/(?:^|\/)env$/.test(word));
  return (
    /(?:^|[\\/])bash(?:\.exe)?$/.test(name ?? "") &&
    !words.some((word) => /^(?:--posix|-[a-z]*p[a-z]*)$/.test(word))
  );
}
