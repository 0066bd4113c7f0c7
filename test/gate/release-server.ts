/** A server on the loopback that answers as a forge does for releases: a file, nothing, or half a file. */
import { createHash } from "node:crypto";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";

export interface ReleaseServer {
  readonly url: string;
  /** Paths that were asked for. */
  readonly asked: readonly string[];
  serve(path: string, bytes: Uint8Array): void;
  /** Announces the whole file, sends half of it and hangs up. */
  interrupt(path: string, bytes: Uint8Array): void;
  stop(): Promise<void>;
}

/** Starts the server on a free port. */
export async function startReleaseServer(): Promise<ReleaseServer> {
  const files = new Map<string, { bytes: Uint8Array; isCut: boolean }>();
  const asked: string[] = [];
  const server: Server = createServer((request, response) => {
    const path = request.url ?? "";
    asked.push(path);
    const file = files.get(path);
    if (!file) {
      response.writeHead(404).end("not found");
      return;
    }
    response.writeHead(200, { "content-length": file.bytes.length });
    if (!file.isCut) {
      response.end(file.bytes);
      return;
    }
    response.write(file.bytes.subarray(0, file.bytes.length >> 1), () => request.socket.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    asked,
    serve: (path, bytes) => void files.set(path, { bytes, isCut: false }),
    interrupt: (path, bytes) => void files.set(path, { bytes, isCut: true }),
    stop: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}

/** A line of checksums.txt. */
export function checksumLine(file: string, bytes: Uint8Array): string {
  return `${createHash("sha256").update(bytes).digest("hex")}  ${file}\n`;
}
