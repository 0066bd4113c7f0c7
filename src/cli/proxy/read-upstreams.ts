/** Upstreams from what a person writes: `--upstream` values, or the GOPROXY that go would use. */
import { parseUpstreamParameters } from "../../breaker/upstream-parameters.ts";
import { UserError } from "../../finding/user-error.ts";
import { parseGoproxy } from "../../go/goproxy.ts";
import type { Chain, Link } from "../../proxy/upstream/upstream.ts";

/** The chain that several values make: they stand for each other, as with `|`; within one, GOPROXY's own syntax counts. */
export function readUpstreams(values: readonly string[]): Chain {
  const value = values.join("|");
  const { elements, problems } = parseGoproxy(value);
  const [problem] = problems;
  if (problem)
    throw new UserError("bad-option", `Cannot use the upstream "${withoutUser(value)}": ${problem.text}`);
  const names = new Set<string>();
  const links: Link[] = [];
  for (const { kind, url: address, separator } of elements) {
    // Both words end the list; what the client does on its own behind "not found" is not ours.
    if (kind === "direct" || kind === "off") break;
    if (kind === "noproxy") continue;
    const { url, timeoutMs, options, problems: wrong } = parseUpstreamParameters(address);
    if (wrong[0] !== undefined)
      throw new UserError("bad-option", `Cannot use the upstream "${withoutUser(url)}": ${wrong[0]}`);
    const upstream = {
      name: freeName(nameOf(url), names),
      url,
      timeoutMs,
      breaker: options,
      hasOneBreaker: timeoutMs !== undefined,
    };
    links.push({ upstream, separator: separator === "|" ? "|" : "," });
  }
  return links;
}

function freeName(wanted: string, taken: Set<string>): string {
  let name = wanted;
  for (let count = 2; taken.has(name); count++) name = `${wanted}-${count}`;
  taken.add(name);
  return name;
}

/** Host and path, without credentials and parameters. */
function nameOf(address: string): string {
  if (!URL.canParse(address)) return "upstream";
  const { host, pathname, protocol } = new URL(address);
  const path = pathname.replace(/\/+$/, "");
  return protocol === "file:" ? `file:${path}` : `${host}${path}`;
}

function withoutUser(text: string): string {
  return text.replace(/(\/\/)[^/@]*@/g, "$1");
}
