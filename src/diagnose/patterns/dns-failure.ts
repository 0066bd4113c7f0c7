import { describeWanted } from "../fetch-failure.ts";
import { fetchNeedles, readFailure } from "../fetch-kind.ts";
import { definePattern } from "../pattern.ts";

/** Sources of the words: net dnsclient.go and cgo_unix.go; git's curl, ssh. */
export default definePattern({
  id: "dns-failure",
  title: "The name of a server of modules cannot be resolved",
  needles: fetchNeedles.dns,

  match(context) {
    const failure = readFailure(context, "dns");
    if (!failure || failure.service === "checksum database") return undefined;
    const { reason, lines } = failure;
    const { name, server } = /lookup (?<name>\S+?)(?: on (?<server>\S+?))?: /.exec(reason)?.groups ?? {};
    const plain = /(?:resolve (?:host|proxy|hostname)(?: name)?:? )"?([\w.-]+)/.exec(reason)?.[1];
    const host = name ?? plain ?? failure.host;
    const isUnknown = /no such host|Could not resolve|not known/.test(reason);
    const hasNoServer = /^(?:\[::1\]|127\.0\.0\.1):53$/.test(server ?? "");
    return {
      message: `the name ${host} cannot be resolved${server === undefined ? "" : ` by ${server}`} while go fetches ${describeWanted(failure)}`,
      fix: hasNoServer
        ? "This place has no network at all: fetch modules in a step that has one (go mod download), or build from vendor"
        : isUnknown
          ? `If ${host} is an internal name, run this where its DNS or VPN is; if it is public, correct the spelling in GOPROXY or the import path, or the machine's resolver`
          : `Run the job again; if it stays so, look at the resolver ${server ?? "of this machine"}`,
      confidence: 0.94,
      subject: host,
      lines,
    };
  },
});
