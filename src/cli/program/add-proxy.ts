import type { Terminal } from "../terminal.ts";
import { type Command, InvalidArgumentError } from "./commander.ts";
import { examples } from "./examples.ts";

interface ProxyFlags {
  readonly listen: string;
  readonly store: string | undefined;
  readonly upstream: readonly string[];
  readonly sumdb: string | undefined;
}

/** Adds `breakwater proxy` to the program. */
export function addProxy(program: Command, terminal: Terminal, exit: (code: number) => void): void {
  program
    .command("proxy")
    .description(
      "Serve modules to go: from a store, through upstreams that may fail, and only what the log confirms.",
    )
    .option("--listen <host:port>", "where to listen", "127.0.0.1:8642")
    .option("--store <dir>", "where to keep modules (default: the user's cache folder)")
    .option(
      "--upstream <url>",
      "where modules come from, in this order; also URL?timeout=5s&maxfail=3&failwindow=60s (default: GOPROXY)",
      gather,
      [],
    )
    .option("--sumdb <log>", "off, or NAME+KEY with an address behind a blank (default: GOSUMDB)")
    .addHelpText(
      "after",
      `\nExit codes: 0 it was asked to stop, 2 it could not start.\n${examples([
        "breakwater proxy",
        "breakwater proxy --listen 127.0.0.1:0 --store /var/cache/modules",
        "breakwater proxy --upstream https://corp.example --upstream https://mirror.example",
      ])}`,
    )
    .action(async ({ listen, store, upstream, sumdb }: ProxyFlags) => {
      const { runProxy } = await import("../proxy/run-proxy.ts");
      exit(await runProxy({ listen, store, upstreams: upstream, sumdb }, terminal));
    });
}

function gather(value: string, before: readonly string[]): readonly string[] {
  if (value === "") throw new InvalidArgumentError("an address is missing");
  return [...before, value];
}
