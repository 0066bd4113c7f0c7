/** Kinds of failed fetches: the same words come from many places, and each kind is one pattern's. */
import { type FetchFailure, readFetchFailure, readGitFailure } from "./fetch-failure.ts";
import type { LogContext } from "./pattern.ts";

export type FetchKind = "not-found" | "forbidden" | "unauthorized" | "server" | "tls" | "dns" | "connection";

/** The first form that fits decides: an x509 error may speak of hosts, a resolver's error of time. */
const kinds: readonly (readonly [FetchKind, RegExp])[] = [
  [
    "tls",
    /x509: |\btls: |server gave HTTP response to HTTPS client|SSL certificate problem|server certificate verification failed|gnutls_handshake\(\) failed|SSL_connect(?!: (?:Connection (?:was )?reset|SSL_ERROR_SYSCALL))|SSL routines|SSL certificate verify/,
  ],
  [
    "dns",
    /\blookup \S+(?: on \S+?)?: |no such host|Could not resolve (?:host|proxy)|Temporary failure in name resolution|Name or service not known/,
  ],
  [
    "connection",
    /^(?:proxyconnect tcp: )?dial tcp|TLS handshake timeout|context deadline exceeded|i\/o timeout|connection (?:refused|reset by peer)|Connection (?:refused|reset by \S+|timed out)|Failed to connect to|Couldn't connect to server|Operation timed out|Network is unreachable|Client\.Timeout|http2: client connection lost|timeout awaiting response headers|forcibly closed by the remote host|use of closed network connection|request canceled|Connection was reset|SSL_ERROR_SYSCALL/,
  ],
  [
    "unauthorized",
    /^40[17]\b|could not read (?:Username|Password)|Authentication failed for|Permission denied \(|Host key verification failed|returned error: 40[137]\b|Invalid username or (?:password|token)|HTTP Basic: Access denied|you don't have permission|Support for password authentication was removed|Proxy Authentication Required/,
  ],
  ["forbidden", /^403\b/],
  [
    "not-found",
    /^(?:404|410)\b|repository '[^']*' not found|Repository not found|^no such file or directory$/,
  ],
  [
    "server",
    /^(?:5\d\d|429)\b|returned error: (?:5\d\d|429)\b|^(?:unexpected )?EOF$|unexpected EOF|stream error: |server sent GOAWAY|RPC failed|malformed HTTP response|stopped after 10 redirects/,
  ],
];

/** Texts of which one stands on each line of these kinds. */
export const fetchNeedles: Readonly<Record<FetchKind, readonly string[]>> = {
  "not-found": [": 410 ", "' not found", "Repository not found", ": 404 ", "reading file://"],
  forbidden: [": 403 "],
  unauthorized: [
    ": 401 ",
    ": 407 ",
    "could not read Username",
    "could not read Password",
    "Authentication failed for",
    ": Permission denied (",
    "Host key verification failed",
    "returned error: 40",
    "Invalid username or ",
    "HTTP Basic: Access denied",
    "you don't have permission",
    "Support for password authentication was removed",
    "Proxy Authentication Required",
  ],
  server: [
    ": 500 ",
    ": 502 ",
    ": 503 ",
    ": 504 ",
    ": 429 ",
    ": 520 ",
    ": 522 ",
    "returned error: 5",
    "returned error: 429",
    ": EOF",
    "unexpected EOF",
    "stream error: ",
    "server sent GOAWAY",
    "RPC failed",
    "malformed HTTP response",
    "stopped after 10 redirects",
  ],
  tls: [
    "x509: ",
    ": tls: ",
    "server gave HTTP response to HTTPS client",
    "SSL certificate problem",
    "server certificate verification failed",
    "gnutls_handshake() failed",
    "SSL_connect",
    "SSL certificate verify",
  ],
  dns: [
    ": no such host",
    ": server misbehaving",
    "dial tcp: lookup ",
    "Could not resolve host",
    "Could not resolve proxy",
    "Temporary failure in name resolution",
    "Name or service not known",
  ],
  connection: [
    ": dial tcp ",
    "TLS handshake timeout",
    "context deadline exceeded",
    "i/o timeout",
    "connection refused",
    "connection reset by peer",
    "Connection refused",
    "Connection reset by ",
    "Connection timed out",
    "Failed to connect to ",
    "Couldn't connect to server",
    "Network is unreachable",
    "http2: client connection lost",
    "forcibly closed by the remote host",
    "use of closed network connection",
    "request canceled",
    "Connection was reset",
    "SSL_ERROR_SYSCALL",
    "Operation timed out",
    "timeout awaiting response headers",
  ],
};

/** The failed fetch of go, or of git for go, that a line tells, when it is of this kind. */
export function readFailure(context: LogContext, kind: FetchKind): FetchFailure | undefined {
  const failure = readFetchFailure(context) ?? readGitFailure(context);
  return failure && kindOf(failure) === kind ? failure : undefined;
}

/** Whether a public server says that it cannot see the origin of a module: it asked without anyone's credentials. */
export function isPrivateThere({ service, response }: FetchFailure): boolean {
  if (service === "checksum database") return !response.includes("unknown revision");
  return /could not read Username|terminal prompts disabled|Repository not found|Permission denied \(|no such host|server misbehaving|i\/o timeout|connection refused|unrecognized import path/.test(
    response,
  );
}

function kindOf({ reason, isTile }: FetchFailure): FetchKind | undefined {
  if (isTile && /^4/.test(reason)) return "server";
  return kinds.find(([, form]) => form.test(reason))?.[0];
}
