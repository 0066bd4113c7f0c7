import { expect, test } from "bun:test";
import { connect } from "node:net";

test("a test cannot fetch from another machine", () => {
  expect(() => fetch("http://192.0.2.1/")).toThrow("no network but loopback");
});

test("a test cannot connect to another machine", () => {
  expect(() => connect({ host: "192.0.2.1", port: 80 })).toThrow("no network but loopback");
});

test("a test can reach this machine", async () => {
  const server = Bun.serve({ port: 0, hostname: "127.0.0.1", fetch: () => new Response("here") });
  const response = await fetch(server.url);
  expect(await response.text()).toBe("here");
  await server.stop();
});
