import { compareGoVersions } from "./go-version.ts";

/** The language version of a go.work without a go line. */
const defaultWorkLine = "1.18";
/** Go lines below this are advice, from here on a minimum. */
const firstStrictLine = "1.21";

/**
 * Why go refuses a workspace for the sake of one of its modules: the module's go line is above that of
 * go.work. Members below 1.21 are never refused; undefined when there is no problem.
 */
export function workGoLineProblem({
  workGoLine,
  member,
  memberGoLine,
}: {
  /** As written in go.work; undefined when there is none. */
  readonly workGoLine: string | undefined;
  /** Folder of the module, as go names it in its complaint. */
  readonly member: string;
  /** As written in the module's go.mod; undefined when there is none. */
  readonly memberGoLine: string | undefined;
}): { readonly reason: string } | undefined {
  if (memberGoLine === undefined || compareGoVersions(memberGoLine, firstStrictLine) < 0) return undefined;
  const work = workGoLine ?? defaultWorkLine;
  if (compareGoVersions(memberGoLine, work) <= 0) return undefined;
  const verb = workGoLine === undefined ? "implicitly requires" : "lists";
  return {
    reason: `module ${member} listed in go.work file requires go >= ${memberGoLine}, but go.work ${verb} go ${work}`,
  };
}
