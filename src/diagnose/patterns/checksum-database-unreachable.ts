import { errorReader } from "../error-reader.ts";
import { describeWanted, readFetchFailure } from "../fetch-failure.ts";
import { fetchNeedles, readFailure } from "../fetch-kind.ts";
import { definePattern, type LogContext, type Match } from "../pattern.ts";

const readSetting = errorReader(
  /(?<reason>checksum database disabled by GOSUMDB=off|missing GOSUMDB|invalid GOSUMDB(?: URL)?: .+|invalid sumdb name \(must be host\[\/path\]\): .+)$/,
);
const toolchain = /golang\.org\/toolchain@v[\d.]+-(go\d+(?:\.\d+)*(?:rc\d+)?)/;

/** Source of the words: cmd/go/internal/modfetch sumdb.go (dbDial); the toolchain's download is checked since 1.21. */
export default definePattern({
  id: "checksum-database-unreachable",
  title: "The checksum database cannot be asked",
  rules: ["toolchain/switch-needs-checksum-database"],
  needles: [
    ...fetchNeedles.dns,
    ...fetchNeedles.connection,
    ...fetchNeedles.forbidden,
    ...fetchNeedles.server,
    ...fetchNeedles["not-found"],
    "disabled by GOSUMDB=off",
    "missing GOSUMDB",
    "invalid GOSUMDB",
    "invalid sumdb name (must be",
  ],

  match(context) {
    return fromSetting(context) ?? fromNetwork(context);
  },
});

function fromSetting({ line }: LogContext): Match | undefined {
  const reason = readSetting(line.text)?.reason;
  if (reason === undefined) return undefined;
  const version = toolchain.exec(line.text)?.[1];
  const isOff = reason.startsWith("checksum database disabled");
  return {
    message: isOff
      ? `${version ?? "a module"} may only be used after the checksum database vouched for it, and GOSUMDB=off forbids to ask it`
      : `GOSUMDB names no checksum database that go can ask (${reason})`,
    fix: isOff
      ? `Install ${version ?? "the wanted go"} on this machine, so that go need not download it, or take GOSUMDB=off away and name private modules in GONOSUMDB`
      : "Unset GOSUMDB, or give it a database's name and key; the address of a mirror follows after a blank",
    confidence: 0.95,
    subject: reason,
  };
}

function fromNetwork(context: LogContext): Match | undefined {
  const failure = readFetchFailure(context);
  if (failure?.service !== "checksum database") return undefined;
  const kinds = ["dns", "connection", "forbidden", "server"] as const;
  if (!kinds.some((kind) => readFailure(context, kind))) return undefined;
  const { host, reason, lines } = failure;
  return {
    message: `go could not ask the checksum database at ${host} about ${describeWanted(failure)} (${reason})`,
    fix: `Let this machine reach ${host}, use a module proxy that passes the database on (its /sumdb/ paths), or commit a go.sum that has this module, so that nothing is left to ask`,
    confidence: 0.92,
    subject: host,
    lines,
  };
}
