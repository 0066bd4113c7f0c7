/** From where a host can be reached: what a server from outside must not make us ask. */
import { lookup } from "node:dns/promises";
import { BlockList, isIP } from "node:net";

/** `link-local` has the services that hand out a machine's credentials. */
export type Reach = "public" | "private" | "loopback" | "link-local";

const ranges: Readonly<Record<Exclude<Reach, "public">, readonly (readonly [string, number])[]>> = {
  loopback: [
    ["0.0.0.0", 8],
    ["127.0.0.0", 8],
    ["::", 127],
  ],
  "link-local": [
    ["169.254.0.0", 16],
    ["192.0.0.0", 24],
    ["224.0.0.0", 3],
    ["fe80::", 10],
    ["ff00::", 8],
    ["fd00:ec2::", 32],
  ],
  private: [
    ["10.0.0.0", 8],
    ["100.64.0.0", 10],
    ["172.16.0.0", 12],
    ["192.168.0.0", 16],
    ["198.18.0.0", 15],
    ["64:ff9b::", 96],
    ["fc00::", 7],
  ],
};
const reaches = ["loopback", "link-local", "private"] as const;
const lists = new Map<Reach, BlockList>(reaches.map((reach) => [reach, listOf(ranges[reach])]));

/** A host with one of its addresses; the narrowest reach of all of them counts. */
export interface FoundHost {
  readonly reach: Reach;
  readonly address: string;
}

/** Where a host lies; undefined for a name that nobody knows. */
export async function findHost(host: string): Promise<FoundHost | undefined> {
  const name = host.replace(/^\[|\]$/g, "");
  if (isIP(name) !== 0) return { reach: reachOf(name), address: name };
  try {
    const found = (await lookup(name, { all: true })).map(({ address }) => ({
      address,
      reach: reachOf(address),
    }));
    return found.find(({ reach }) => reach !== "public") ?? found[0];
  } catch {
    return undefined;
  }
}

/** Whether one server may send us to another: to the internet always, inwards only where it is itself. */
export function maySendTo(from: Reach, to: Reach): boolean {
  return to === "public" || to === from || (from === "loopback" && to === "private");
}

/** Where an IP address lies. */
export function reachOf(address: string): Reach {
  const plain = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1] ?? address;
  const family = isIP(plain) === 6 ? "ipv6" : "ipv4";
  return reaches.find((reach) => lists.get(reach)?.check(plain, family)) ?? "public";
}

function listOf(networks: readonly (readonly [string, number])[]): BlockList {
  const list = new BlockList();
  for (const [network, bits] of networks)
    list.addSubnet(network, bits, isIP(network) === 6 ? "ipv6" : "ipv4");
  return list;
}
