import { UserError } from "../../finding/user-error.ts";

/** Where to listen. */
export interface ListenAddress {
  readonly hostname: string;
  readonly port: number;
}

/** Reads `HOST:PORT`, `[::1]:PORT` or `:PORT`; a port alone means this machine only. */
export function parseListenAddress(text: string): ListenAddress {
  const [, host = "", portText = ""] = /^(?:(\[[0-9a-fA-F:.]+\]|[^:[\]]*):)?(\d{1,5})$/.exec(text) ?? [];
  const port = Number(portText);
  if (portText === "" || port > 65_535)
    throw new UserError("bad-option", `Cannot listen on "${text}": write HOST:PORT, such as 127.0.0.1:8642`);
  if (host === "" && text.startsWith(":")) return { hostname: "0.0.0.0", port };
  return { hostname: host === "" ? "127.0.0.1" : host.replace(/^\[|\]$/g, ""), port };
}
