import { errorReader } from "../error-reader.ts";
import { describeWanted } from "../fetch-failure.ts";
import { fetchNeedles, isPrivateThere, readFailure } from "../fetch-kind.ts";
import { definePattern, type LogContext, type Match } from "../pattern.ts";
import { requireEvidence } from "../repository-evidence.ts";

const readPage = errorReader(
  /unrecognized import path "(?<path>[^"]+)"(?:: | \()(?:https fetch: )?(?:parse|parsing) (?<url>\S+): (?<reason>no go-import meta tags \([^)]*\))\)?$/,
);

/** Sources of the words: cmd/go/internal/web HTTPError, modfetch codehost/git.go, vcs/vcs.go. */
export default definePattern({
  id: "module-not-found",
  title: "A module does not exist where go asks for it",
  needles: [...fetchNeedles["not-found"], "no go-import meta tags ("],

  explains: ["unknown-revision"],

  match(context) {
    return fromServer(context) ?? fromPage(context);
  },

  *confirm({ values }, repository) {
    if (values?.module && values.version) yield* requireEvidence(values.module, values.version, repository);
  },
});

function fromServer(context: LogContext): Match | undefined {
  const failure = readFailure(context, "not-found");
  if (!failure || isPrivateThere(failure)) return undefined;
  const wanted = describeWanted(failure);
  const { module, version, reason, lines } = failure;
  const isRepository = failure.service === "origin" && !/^4/.test(reason);
  const unknown = /unknown revision ([^\s"]+)/.exec(failure.response)?.[1];
  return {
    message: isRepository
      ? `there is no repository for ${wanted} that these credentials may see (${reason.trim()})`
      : unknown === undefined
        ? `${failure.host} has no ${wanted} (${reason})`
        : `${module || "the module"} has no version ${unknown}, says ${failure.host} (${reason})`,
    fix: isRepository
      ? `Look whether the repository was renamed or removed; if it is private, give git a token that may read it`
      : `Look with go list -m -versions ${module || "MODULE"} at what exists there, and require that; if the tag was pushed just now, wait until the proxy asks for it again`,
    confidence: isRepository ? 0.75 : 0.85,
    subject: wanted,
    lines,
    values: { module, version },
  };
}

function fromPage({ line }: LogContext): Match | undefined {
  const words = readPage(line.text);
  if (!words?.path) return undefined;
  return {
    message: `${words.path} answers, and its page does not say where the module is (${words.reason})`,
    fix: `Correct the spelling of ${words.path}; if the path is right, its server has to answer ?go-get=1 with a go-import tag also to those who are not logged in`,
    confidence: 0.8,
    subject: words.path,
    values: { module: words.path, version: "" },
  };
}
