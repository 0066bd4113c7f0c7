/** The text of the GitHub workflow that gates pull requests. */
import type { ReleaseAddress } from "./release-address.ts";

export interface GithubChoices {
  readonly release: ReleaseAddress;
  /** `actions/checkout@REF` as the repository's other workflows write it, its comment included. */
  readonly checkout: string;
  readonly runsOn: string;
  /** The branch whose pushes are judged, too; undefined when it is not known. */
  readonly defaultBranch: string | undefined;
  /** `github/codeql-action/upload-sarif@REF`, where the repository sends results to code scanning already. */
  readonly uploadSarif: string | undefined;
}

/** A whole workflow: one job, as few rights as it needs, the action pinned. */
export function githubWorkflowText(choices: GithubChoices): string {
  const { release, checkout, runsOn, defaultBranch, uploadSarif } = choices;
  const push =
    defaultBranch === undefined ? [] : ["  push:", `    branches: [${JSON.stringify(defaultBranch)}]`];
  const scanning = uploadSarif !== undefined;
  return [
    "# The gate for pull requests: it reports what a change makes worse, and is silent about what was there before.",
    "name: breakwater",
    "",
    "on:",
    "  pull_request:",
    ...push,
    "",
    "permissions:",
    "  contents: read",
    ...(scanning ? ["  security-events: write # for upload-sarif"] : []),
    "",
    "jobs:",
    "  breakwater:",
    `    runs-on: ${runsOn}`,
    "    timeout-minutes: 5",
    "    steps:",
    `      - uses: ${checkout}`,
    "        with:",
    "          fetch-depth: 2 # the pull request and the commit that it is compared with",
    "          persist-credentials: false",
    `      - uses: ${release.project}@${release.ref}`,
    ...(scanning
      ? [
          "        with:",
          "          sarif: breakwater.sarif",
          `      - if: $\{{ !cancelled() && hashFiles('breakwater.sarif') != '' }}`,
          `        uses: ${uploadSarif}`,
          "        with:",
          "          sarif_file: breakwater.sarif",
          "          category: breakwater",
        ]
      : []),
    "",
  ].join("\n");
}
