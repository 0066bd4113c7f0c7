import type { Terminal } from "../terminal.ts";
import { type Command, InvalidArgumentError } from "./commander.ts";
import { examples } from "./examples.ts";

interface ProxyFlags {
  readonly listen: string;
  readonly store: string | undefined;
  readonly upstream: readonly string[];
  readonly sumdb: string | undefined;
  readonly tlsCert: string | undefined;
  readonly tlsKey: string | undefined;
  readonly drain: number;
  readonly reusePort: boolean | undefined;
}

/** Adds `breakwater proxy` to the program. */
export function addProxy(program: Command, terminal: Terminal, exit: (code: number) => void): void {
  program
    .command("proxy")
    .description(
      "Serve modules to go: from a store, through upstreams that may fail, and only what the log confirms.",
    )
    .option("--listen <host:port>", "where to listen", "127.0.0.1:8642")
    .option(
      "--store <dir>",
      "where to keep modules: a folder, or s3://BUCKET/PREFIX with AWS_… set (default: the user's cache folder)",
    )
    .option(
      "--upstream <url>",
      "where modules come from, in this order; also URL?timeout=5s&maxfail=3&failwindow=60s (default: GOPROXY)",
      gather,
      [],
    )
    .option("--sumdb <log>", "off, or NAME+KEY with an address behind a blank (default: GOSUMDB)")
    .option("--tls-cert <file>", "listen with this certificate (PEM): go sends credentials over https only")
    .option("--tls-key <file>", "its key (PEM)")
    .option(
      "--drain <seconds>",
      "keep serving so long after being asked to stop, with /readyz at 503",
      seconds,
      0,
    )
    .option("--reuse-port", "let another process listen on the same port, for a restart without a gap")
    .addHelpText(
      "after",
      `\nExit codes: 0 it was asked to stop, 2 it could not start.\n${examples([
        "breakwater proxy",
        "breakwater proxy --listen 0.0.0.0:8642 --store /var/cache/modules",
        "breakwater proxy --upstream https://corp.example --upstream https://mirror.example",
      ])}`,
    )
    .action(async ({ upstream, drain, reusePort, ...flags }: ProxyFlags) => {
      const { runProxy } = await import("../proxy/run-proxy.ts");
      const options = { ...flags, upstreams: upstream, drainMs: drain * 1000, reusePort: reusePort === true };
      exit(await runProxy({ ...unset, ...options }, terminal));
    });
}

const unset = { store: undefined, sumdb: undefined, tlsCert: undefined, tlsKey: undefined };

function seconds(value: string): number {
  if (!/^\d{1,4}$/.test(value)) throw new InvalidArgumentError("it is a whole number of seconds");
  return Number(value);
}

function gather(value: string, before: readonly string[]): readonly string[] {
  if (value === "") throw new InvalidArgumentError("an address is missing");
  return [...before, value];
}
