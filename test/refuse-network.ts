/** Loaded before every test: whoever calls another machine from a test gets an error that says so. */
import { Socket } from "node:net";

const loopback = /^(localhost|127(\.\d+){3}|::1|\[::1\])$/;

function refuse(host: string): void {
  if (!loopback.test(host)) throw new Error(`A test calls ${host}: tests use no network but loopback`);
}

const realFetch = globalThis.fetch;
const guarded = (input: string | URL | Request, init?: RequestInit): Promise<Response> => {
  const url = new URL(input instanceof Request ? input.url : String(input));
  if (url.protocol !== "data:" && url.protocol !== "blob:" && url.protocol !== "file:") refuse(url.hostname);
  return realFetch(input, init);
};
globalThis.fetch = Object.assign(guarded, { preconnect: realFetch.preconnect });

const realConnect = Socket.prototype.connect;
Socket.prototype.connect = function connect(this: Socket, ...words: unknown[]): Socket {
  // node:net hands its own arguments on as one list.
  const first = Array.isArray(words[0]) ? words[0][0] : words[0];
  const host = typeof first === "object" && first !== null && "host" in first ? first.host : words[1];
  if (typeof host === "string") refuse(host);
  return Reflect.apply(realConnect, this, words);
} as typeof realConnect;
