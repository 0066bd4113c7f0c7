import { errorReader } from "../error-reader.ts";
import { describeWanted } from "../fetch-failure.ts";
import { fetchNeedles, readFailure } from "../fetch-kind.ts";
import { definePattern, type LogContext, type Match } from "../pattern.ts";

const readAnswer = errorReader(
  /(?:(?<module>[^\s@:"]+)@(?<version>[^\s:"]+): )?(?:invalid version: )?(?<reason>invalid response from proxy "(?<proxy>[^"]+)": .+|zip: not a valid zip file|parsing go\.mod: missing module line|stream error: stream ID \d+; \w+.*)$/,
);

/** Sources of the words: cmd/go/internal/web HTTPError, modfetch proxy.go, net/http, archive/zip. */
export default definePattern({
  id: "proxy-failed",
  title: "A server that go fetches modules from failed",
  needles: [
    ...fetchNeedles.server,
    "invalid response from proxy ",
    "zip: not a valid zip file",
    "parsing go.mod: missing module line",
  ],

  match(context) {
    return fromStatus(context) ?? fromAnswer(context);
  },
});

function fromStatus(context: LogContext): Match | undefined {
  const failure = readFailure(context, "server");
  if (!failure || failure.service === "checksum database") return undefined;
  const { host, reason, lines } = failure;
  const isBusy = /\b429\b/.test(reason);
  return {
    message: `${host} failed while go fetched ${describeWanted(failure)} from it (${reason})`,
    fix: isBusy
      ? `Ask ${host} less often: keep GOMODCACHE between jobs, or put a caching proxy before it`
      : `Run the job again; if it stays so, look at the log of ${host}, or name a second proxy behind | in GOPROXY, which is asked after any error`,
    confidence: 0.9,
    subject: host,
    lines,
  };
}

function fromAnswer({ line }: LogContext): Match | undefined {
  const words = readAnswer(line.text);
  if (!words?.reason) return undefined;
  const { module, version, reason, proxy } = words;
  const name = module === undefined ? "a module" : `${module}@${version}`;
  const isStream = reason.startsWith("stream error");
  const isPage = /invalid character '<'/.test(reason);
  return {
    message: isStream
      ? `the server broke off while go fetched ${name} (${reason})`
      : `${proxy ?? "the server"} answered something else than ${name} (${reason})`,
    fix: isStream
      ? "Run the job again; if it stays so, name a second proxy behind | in GOPROXY, or look for what cuts long downloads on the way"
      : `Fetch the same address with curl: a login or error page${isPage ? ' (it begins with "<")' : ""} has to become a proper status, or GOPROXY names the wrong path of that server; then run go clean -modcache`,
    confidence: isStream ? 0.9 : proxy === undefined ? 0.75 : 0.93,
    subject: proxy ?? name,
  };
}
