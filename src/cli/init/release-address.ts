/** Where Breakwater's releases live: what the written CI jobs name. */
import manifest from "../../../package.json" with { type: "json" };
import { UserError } from "../../finding/user-error.ts";
import { version } from "../version.ts";

export interface ReleaseAddress {
  /** `OWNER/NAME`, with more groups on GitLab. */
  readonly project: string;
  /** A tag or a commit. */
  readonly ref: string;
}

/** The address that the user gives as `OWNER/NAME` or `OWNER/NAME@REF`, else the one in this package; undefined when neither is known. */
export function releaseAddress(given: string | undefined): ReleaseAddress | undefined {
  const ownRef = `v${version}`;
  if (given === undefined) {
    const project = ownProject();
    return project === undefined ? undefined : { project, ref: ownRef };
  }
  const [, project = "", ref = ownRef] =
    /^([\w-][\w.-]*(?:\/[\w-][\w.-]*)+)(?:@([\w][\w./-]*))?$/.exec(given) ?? [];
  if (project === "")
    throw new UserError("bad-option", `"${given}" is no OWNER/NAME or OWNER/NAME@REF`, {
      hint: `breakwater init --release OWNER/NAME@${ownRef}`,
    });
  return { project, ref };
}

/** OWNER/NAME of `repository` in package.json, in any of the forms that npm takes; a fork that releases sets it there. */
function ownProject(): string | undefined {
  const { repository } = manifest as { readonly repository?: string | { readonly url?: string } };
  const address = typeof repository === "string" ? repository : repository?.url;
  return /([\w-][\w.-]*\/[\w-][\w.-]*?)(?:\.git)?$/.exec(address ?? "")?.[1];
}
