import { describe, expect, test } from "bun:test";
import { findHost, maySendTo, reachOf } from "./private-host.ts";

describe("where an address lies", () => {
  for (const [address, reach] of [
    ["8.8.8.8", "public"],
    ["2606:4700::1111", "public"],
    ["10.1.2.3", "private"],
    ["172.16.0.1", "private"],
    ["172.32.0.1", "public"],
    ["192.168.1.1", "private"],
    ["100.64.0.1", "private"],
    ["fd12::1", "private"],
    ["64:ff9b::a00:1", "private"],
    ["127.0.0.1", "loopback"],
    ["127.8.8.8", "loopback"],
    ["0.0.0.0", "loopback"],
    ["::1", "loopback"],
    ["::", "loopback"],
    ["::ffff:127.0.0.1", "loopback"],
    ["::ffff:8.8.8.8", "public"],
    ["169.254.169.254", "link-local"],
    ["::ffff:169.254.169.254", "link-local"],
    ["fe80::1", "link-local"],
    ["fd00:ec2::254", "link-local"],
    ["224.0.0.1", "link-local"],
    ["255.255.255.255", "link-local"],
  ] as const)
    test(`${address} is ${reach}`, () => expect(reachOf(address)).toBe(reach));

  test("an address in brackets is one, and localhost is this machine", async () => {
    expect(await findHost("[::1]")).toEqual({ reach: "loopback", address: "::1" });
    expect((await findHost("localhost"))?.reach).toBe("loopback");
  });
});

test("a server may send us outwards, and inwards only where it is itself", () => {
  const reaches = ["public", "private", "loopback", "link-local"] as const;
  const allowed = reaches.flatMap((from) =>
    reaches.filter((to) => maySendTo(from, to)).map((to) => `${from} ${to}`),
  );
  expect(allowed).toEqual([
    "public public",
    "private public",
    "private private",
    "loopback public",
    "loopback private",
    "loopback loopback",
    "link-local public",
    "link-local link-local",
  ]);
});
