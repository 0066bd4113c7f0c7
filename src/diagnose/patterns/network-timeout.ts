import { describeWanted } from "../fetch-failure.ts";
import { fetchNeedles, readFailure } from "../fetch-kind.ts";
import { definePattern } from "../pattern.ts";

/** Sources of the words: net, net/http (transport.go, client.go); git's curl, ssh. */
export default definePattern({
  id: "network-timeout",
  title: "A server of modules cannot be reached",
  needles: fetchNeedles.connection,

  match(context) {
    const failure = readFailure(context, "connection");
    if (!failure || failure.service === "checksum database") return undefined;
    const { host, reason, lines } = failure;
    const isProxied = reason.startsWith("proxyconnect tcp");
    const where = isProxied ? `the network's proxy before ${host}` : host;
    return {
      message: `${where} did not answer while go fetched ${describeWanted(failure)} (${reason.trim()})`,
      fix: /refused/.test(reason)
        ? `Nothing listens there: start ${isProxied ? "the proxy that HTTPS_PROXY names" : host}, or correct the address in ${isProxied ? "HTTPS_PROXY" : "GOPROXY or git's insteadOf"}; inside of a container 127.0.0.1 is the container itself`
        : `Run the job again; if it stays so, a firewall drops the packets: set GOPROXY to a server that this machine may reach, or HTTPS_PROXY`,
      confidence: 0.9,
      subject: host,
      lines,
    };
  },
});
