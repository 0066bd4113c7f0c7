import { describe, expect, test } from "bun:test";
import { type FetchKind, fetchNeedles, readFailure } from "./fetch-kind.ts";
import type { LogContext } from "./pattern.ts";

const asked = 'go: example.com/pay@v1.4.0: Get "https://proxy.example.net/example.com/pay/@v/v1.4.0.mod": ';
const answered =
  "go: example.com/pay@v1.4.0: reading https://proxy.example.net/example.com/pay/@v/v1.4.0.mod: ";
const ofGit =
  "go: example.com/pay@v1.4.0: git ls-remote -q origin in /go/pkg/mod/cache/vcs/6e: exit status 128:";

const requests: readonly (readonly [FetchKind, string])[] = [
  ["not-found", `${answered}404 Not Found`],
  ["not-found", `${answered}410 Gone`],
  ["forbidden", `${answered}403 Forbidden`],
  ["unauthorized", `${answered}401 Unauthorized`],
  ["unauthorized", `${answered}407 Proxy Authentication Required`],
  ["unauthorized", `${asked}Proxy Authentication Required`],
  ["server", `${answered}500 Internal Server Error`],
  ["server", `${answered}503 Service Unavailable`],
  ["server", `${answered}522 <none>`],
  ["server", `${answered}429 Too Many Requests`],
  ["server", `${asked}EOF`],
  ["server", `${asked}unexpected EOF`],
  ["server", `${asked}stream error: stream ID 3; INTERNAL_ERROR; received from peer`],
  ["server", `${asked}http2: server sent GOAWAY and closed the connection; LastStreamID=1`],
  ["server", `${asked}stopped after 10 redirects`],
  ["server", `${asked}net/http: HTTP/1.x transport connection broken: malformed HTTP response "SSH-2.0"`],
  ["tls", `${asked}x509: certificate signed by unknown authority`],
  ["tls", `${asked}remote error: tls: handshake failure`],
  ["tls", `${asked}http: server gave HTTP response to HTTPS client`],
  ["dns", `${asked}dial tcp: lookup proxy.example.net on 10.0.0.2:53: no such host`],
  ["dns", `${asked}dial tcp: lookup proxy.example.net: Temporary failure in name resolution`],
  [
    "dns",
    `${asked}dial tcp: lookup proxy.example.net on 10.0.0.2:53: read udp 10.0.0.5:4->10.0.0.2:53: i/o timeout`,
  ],
  ["connection", `${asked}dial tcp 10.1.2.3:443: i/o timeout`],
  ["connection", `${asked}proxyconnect tcp: dial tcp 10.1.2.3:3128: connect: connection refused`],
  ["connection", `${asked}net/http: TLS handshake timeout`],
  ["connection", `${asked}context deadline exceeded (Client.Timeout exceeded while awaiting headers)`],
  ["connection", `${asked}net/http: request canceled while waiting for connection`],
  ["connection", `${asked}net/http: timeout awaiting response headers`],
  ["connection", `${asked}read tcp 10.0.0.5:4->10.1.2.3:443: read: connection reset by peer`],
  [
    "connection",
    `${asked}read tcp 10.0.0.5:4->10.1.2.3:443: wsarecv: An existing connection was forcibly closed by the remote host.`,
  ],
];
const complaints: readonly (readonly [FetchKind, string])[] = [
  ["unauthorized", "fatal: could not read Username for 'https://github.com': terminal prompts disabled"],
  ["unauthorized", "fatal: could not read Password for 'https://me@github.com': No such device or address"],
  ["unauthorized", "fatal: Authentication failed for 'https://github.com/acme/pay/'"],
  ["unauthorized", "git@github.com: Permission denied (publickey)."],
  ["unauthorized", "Host key verification failed."],
  [
    "unauthorized",
    "fatal: unable to access 'https://github.com/acme/pay/': The requested URL returned error: 403",
  ],
  ["unauthorized", "remote: Support for password authentication was removed on August 13, 2021."],
  ["not-found", "fatal: repository 'https://github.com/acme/pay/' not found"],
  ["not-found", "ERROR: Repository not found."],
  ["server", "fatal: unable to access 'https://github.com/acme/pay/': The requested URL returned error: 502"],
  ["server", "error: RPC failed; HTTP 504 curl 22 The requested URL returned error: 504"],
  ["tls", "fatal: unable to access 'https://a.b/c/': SSL certificate problem: self-signed certificate"],
  [
    "tls",
    "fatal: unable to access 'https://a.b/c/': server certificate verification failed. CAfile: none CRLfile: none",
  ],
  ["dns", "fatal: unable to access 'https://a.b/c/': Could not resolve host: a.b"],
  ["dns", "ssh: Could not resolve hostname a.b: Name or service not known"],
  [
    "connection",
    "fatal: unable to access 'https://a.b/c/': Failed to connect to a.b port 443 after 2 ms: Couldn't connect to server",
  ],
  ["connection", "ssh: connect to host a.b port 22: Connection timed out"],
  ["connection", "ssh: connect to host a.b port 22: Operation timed out"],
  ["connection", "ssh: connect to host a.b port 22: Network is unreachable"],
];

function contextOf(text: string, before?: string): LogContext {
  const lineOf = (number: number, words: string) => ({ number, text: words, step: undefined });
  return {
    line: lineOf(2, text),
    at: (offset) => (offset === -1 && before !== undefined ? lineOf(1, before) : undefined),
  };
}

describe("a failed fetch has one kind, and a needle of it stands in the line:", () => {
  test.each(requests)("%s: %s", (kind, text) => {
    expect(readFailure(contextOf(text), kind)?.module).toBe("example.com/pay");
    expect(fetchNeedles[kind].some((needle) => text.includes(needle))).toBe(true);
  });

  test.each(complaints)("git, %s: %s", (kind, text) => {
    expect(readFailure(contextOf(`\t${text}`, ofGit), kind)?.module).toBe("example.com/pay");
    expect(fetchNeedles[kind].some((needle) => text.includes(needle))).toBe(true);
  });
});

describe("no fetch of go is", () => {
  test.each([
    'Get "https://api.example.com/v1": dial tcp 10.1.2.3:443: i/o timeout',
    "    client_test.go:12: reading https://api.example.com/v1/pay: 404 Not Found",
    'Error response from daemon: Get "https://registry.example.com/v2/": x509: certificate signed by unknown authority',
    "fatal: could not read Username for 'https://github.com': terminal prompts disabled",
  ])("%s", (text) => {
    const kinds = ["not-found", "forbidden", "unauthorized", "server", "tls", "dns", "connection"] as const;
    expect(kinds.filter((kind) => readFailure(contextOf(text), kind))).toEqual([]);
  });
});
