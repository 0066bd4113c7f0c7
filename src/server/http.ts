/** The one place that listens: HTTP/1.1, with TLS where a certificate is given. Who answers is an argument. */
import { UserError } from "../finding/user-error.ts";

/** Where to listen, and who answers. */
export interface ListenOptions {
  readonly hostname: string;
  /** 0 for any that is free. */
  readonly port: number;
  readonly handle: (request: Request) => Response | Promise<Response>;
  /** PEM texts. */
  readonly tls?: { readonly cert: string; readonly key: string };
  /** Lets the next process listen on the same port before this one ends. */
  readonly reusePort?: boolean;
  /** Hears of errors that escaped `handle`. */
  readonly onError: (error: unknown) => void;
}

/** A listener. */
export interface Listener {
  readonly port: number;
  /** `http://127.0.0.1:8642`, without a slash at its end. */
  readonly url: string;
  /** Requests that are not answered yet. */
  readonly pendingRequests: number;
  /** Takes no new connections and resolves when all requests are answered; after `waitMs` it cuts what is left. */
  stop(waitMs: number): Promise<void>;
}

/** The longest that the runtime can wait on a silent connection; cold zips take longer than its default. */
const idleSeconds = 255;

/** Begins to listen; throws UserError where that is not possible. */
export function listen(options: ListenOptions): Listener {
  const { hostname, port, handle, tls, reusePort = false, onError } = options;
  let server: Bun.Server<undefined>;
  try {
    server = Bun.serve({
      hostname,
      port,
      reusePort,
      idleTimeout: idleSeconds,
      development: false,
      ...(tls === undefined ? {} : { tls }),
      fetch: handle,
      error(error) {
        onError(error);
        return new Response("internal error\n", { status: 500 });
      },
    });
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new UserError("cannot-listen", `Cannot listen on ${hostname}:${port}: ${reason}`, { cause: error });
  }
  const host = hostname.includes(":") ? `[${hostname}]` : hostname;
  const actualPort = server.port ?? port;
  return {
    port: actualPort,
    get pendingRequests() {
      return server.pendingRequests;
    },
    url: `${tls === undefined ? "http" : "https"}://${host}:${actualPort}`,
    async stop(waitMs) {
      let timer: ReturnType<typeof setTimeout> | undefined;
      const limit = new Promise<void>((resolve) => {
        timer = setTimeout(resolve, waitMs);
      });
      await Promise.race([server.stop(false), limit]);
      clearTimeout(timer);
      await server.stop(true);
    },
  };
}
