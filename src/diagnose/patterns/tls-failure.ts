import { describeWanted, type FetchFailure } from "../fetch-failure.ts";
import { fetchNeedles, readFailure } from "../fetch-kind.ts";
import { definePattern } from "../pattern.ts";

/** Sources of the words: crypto/x509 verify.go, crypto/tls, net/http; git's curl with OpenSSL or GnuTLS. */
export default definePattern({
  id: "tls-failure",
  title: "No trusted connection to a server of modules",
  needles: fetchNeedles.tls,

  match(context) {
    const failure = readFailure(context, "tls");
    if (!failure) return undefined;
    const { host, reason, lines } = failure;
    return {
      message: `${host} cannot be trusted or spoken to while go fetches ${describeWanted(failure)} (${wordsOf(reason)})`,
      fix: fixFor(failure),
      confidence: 0.94,
      subject: host,
      lines,
    };
  },
});

function wordsOf(reason: string): string {
  return (
    /(?:tls: failed to verify certificate: )?(?:x509: .*|tls: .*|http: server gave .*)/.exec(reason)?.[0] ??
    reason
  );
}

function fixFor({ reason, host }: FetchFailure): string {
  if (reason.includes("server gave HTTP response"))
    return `${host} speaks plain HTTP: write http:// in GOPROXY for it, or let it serve TLS; for an origin list it in GOINSECURE`;
  if (/expired|not yet valid/.test(reason))
    return `Renew the certificate of ${host}, or set this machine's clock right`;
  if (/is valid for|not valid for|doesn't contain any IP SANs|legacy Common Name/.test(reason))
    return `Ask ${host} by a name that its certificate lists, or have a certificate issued for this name`;
  if (/unknown authority|self[- ]signed|verification failed|unable to get local issuer|verify/.test(reason))
    return `Put the authority that signed the certificate of ${host} into this image (ca-certificates and update-ca-certificates, or SSL_CERT_FILE); if the base image has no ca-certificates package, install it`;
  return `Find what stands between this machine and ${host}: a firewall that opens TLS, or a server without a common protocol version (openssl s_client shows it)`;
}
