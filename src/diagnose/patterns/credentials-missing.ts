import { errorReader } from "../error-reader.ts";
import { describeWanted, type FetchFailure } from "../fetch-failure.ts";
import { fetchNeedles, readFailure } from "../fetch-kind.ts";
import { definePattern } from "../pattern.ts";
import { requireEvidence } from "../repository-evidence.ts";

const readProtocol = errorReader(
  /(?:module )?(?<module>[\w-]+\.[^\s:@]+)(?:@[^\s:]+)?: no secure protocol found for repository$/,
);

/** Sources of the words: git credential.c and http.c, ssh, cmd/go/internal/web HTTPError, vcs/vcs.go; go sets GIT_TERMINAL_PROMPT=0. */
export default definePattern({
  id: "credentials-missing",
  title: "A server wants credentials that this job does not have",
  needles: [...fetchNeedles.unauthorized, "protocol found for repository"],

  match(context) {
    const unreachable = readProtocol(context.line.text)?.module;
    if (unreachable !== undefined)
      return {
        message: `git reaches the repository of ${unreachable} neither over https nor over ssh (no secure protocol found for repository)`,
        fix: `Run git ls-remote https://${unreachable.replace(/\.git(?:\/.*|$)/, ".git")} here, which says why: most often git has no credentials for it in this job`,
        confidence: 0.7,
        subject: unreachable,
        values: { module: unreachable, version: "" },
      };
    const failure = readFailure(context, "unauthorized");
    if (!failure) return undefined;
    const { host, module, version, lines } = failure;
    return {
      ...explain(failure),
      confidence: 0.92,
      subject: host,
      lines,
      values: { module, version },
    };
  },

  *confirm({ values }, repository) {
    if (values?.module && values.version) yield* requireEvidence(values.module, values.version, repository);
  },
});

function explain(failure: FetchFailure): { readonly message: string; readonly fix: string } {
  const { host, reason, service } = failure;
  const wanted = describeWanted(failure);
  if (reason.startsWith("Host key"))
    return {
      message: `ssh does not know the key of ${host}, so git gets nothing of ${wanted} (Host key verification failed)`,
      fix: `Put the key of ${host} into known_hosts before go runs (ssh-keyscan, compared with the published fingerprint)`,
    };
  if (reason.includes("Permission denied ("))
    return {
      message: `${host} takes none of the ssh keys of this job, so git gets nothing of ${wanted} (Permission denied)`,
      fix: "Give the job a deploy key through an ssh agent (in an image build: RUN --mount=type=ssh), or rewrite the address to https with a token by git's insteadOf",
    };
  if (service === "proxy" || /^40/.test(reason))
    return {
      message: `${host} wants credentials for ${wanted} (${reason})`,
      fix: `Put a line for ${host.replace(/:\d+$/, "")} into ~/.netrc (or use GOAUTH) in this job; go takes them from there for proxies and https`,
    };
  const code = /returned error: (\d+)/.exec(reason)?.[1];
  return code === "407" || reason.includes("Proxy Authentication")
    ? {
        message: `the network's proxy wants credentials before git gets ${wanted} (${reason})`,
        fix: "Put user and password into HTTPS_PROXY from a secret of the job, or except the host by NO_PROXY",
      }
    : {
        message: `git has no valid credentials for ${host}, so go gets nothing of ${wanted} (${reason})`,
        fix: `If the repository is private, give git a token for ${host} in this job (insteadOf or ~/.netrc, in an image build as a secret mount); if it is public, its path is misspelt or it was removed`,
      };
}
