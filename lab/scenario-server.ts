/**
 * A server for scenarios: `bun scenario-server.ts FIFO http|tls|hang STATUS BODY`. It answers every request alike,
 * `hang` takes connections and says nothing; `tls` shows cert.pem with key.pem. Its port is written to FIFO.
 */
import { readFileSync, writeFileSync } from "node:fs";
import { createServer, type RequestListener } from "node:http";
import { createServer as createTlsServer } from "node:https";
import { createServer as createTcpServer, type Server } from "node:net";

const [fifo = "", kind = "", status = "200", body = ""] = process.argv.slice(2);

const answer: RequestListener = (_, response) => {
  const headers = status === "401" ? { "WWW-Authenticate": 'Basic realm="lab"' } : {};
  response.writeHead(Number(status), { "Content-Type": "text/plain; charset=UTF-8", ...headers });
  response.end(body);
};

const server = open();
server.listen(0, "127.0.0.1", () => {
  const address = server.address();
  writeFileSync(fifo, typeof address === "object" ? `${address?.port}` : "");
});

function open(): Server {
  if (kind === "hang") return createTcpServer(() => undefined);
  if (kind === "http") return createServer(answer);
  return createTlsServer({ cert: readFileSync("cert.pem"), key: readFileSync("key.pem") }, answer);
}
