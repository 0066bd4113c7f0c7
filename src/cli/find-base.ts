/** What `--new-from` compares with: where this branch left the revision, as far as the clone's history shows it. */
import { UserError } from "../finding/user-error.ts";
import { resolveRevision, runGit } from "./git.ts";

export interface Base {
  readonly commit: string;
  /** What the user should know of the choice, for standard error; undefined when it is the revision as named. */
  readonly note: string | undefined;
}

/** The commit to compare with; undefined when there is no commit at all yet, so that everything is new. */
export function findBase(
  folder: string,
  { newFrom, ref }: { readonly newFrom: string; readonly ref: string | undefined },
): Base | undefined {
  const named = resolveNamed(folder, newFrom);
  if (named === undefined) return undefined;
  const left = answerOf(folder, ["merge-base", named, ref ?? "HEAD"]);
  const isExact = /^[0-9a-f]{40,64}$/.test(newFrom);
  if (left === undefined) {
    const isHidden = !isExact && isShallow(folder);
    const note = `comparing with ${newFrom} itself: this clone is shallow and does not show where the branch left it`;
    return { commit: named, note: isHidden ? note : undefined };
  }
  if (left === named) return { commit: named, note: undefined };
  return { commit: left, note: `comparing with ${left.slice(0, 12)}, where this branch left ${newFrom}` };
}

function resolveNamed(folder: string, revision: string): string | undefined {
  try {
    return resolveRevision(folder, revision);
  } catch (error) {
    if (!(error instanceof UserError) || error.code !== "git-failed") throw error;
    if (revision === "HEAD" && answerOf(folder, ["symbolic-ref", "HEAD"]) !== undefined) return undefined;
    if (!isShallow(folder)) throw error;
    throw new UserError(
      "git-failed",
      `Cannot read revision "${revision}": this clone is shallow and does not have it`,
      { hint: `git fetch ${fetchWords(revision)}`, cause: error },
    );
  }
}

/** What brings a revision: `HEAD~1` and the like only this clone can name, so all of history is asked for. */
function fetchWords(revision: string): string {
  if (/[~^@{:]|^HEAD$/.test(revision)) return "--unshallow origin";
  if (/^[0-9a-f]{40,64}$/.test(revision)) return `--depth=1 origin ${revision}`;
  const branch = revision.replace(/^(?:refs\/remotes\/)?origin\//, "");
  return `--depth=1 origin ${branch}:${revision === branch ? branch : `refs/remotes/origin/${branch}`}`;
}

function isShallow(folder: string): boolean {
  return answerOf(folder, ["rev-parse", "--is-shallow-repository"]) === "true";
}

/** What git answers, or undefined when it refuses. */
function answerOf(folder: string, words: readonly string[]): string | undefined {
  try {
    return new TextDecoder().decode(runGit(folder, words)).trim() || undefined;
  } catch (error) {
    if (error instanceof UserError && error.code === "git-failed") return undefined;
    throw error;
  }
}
