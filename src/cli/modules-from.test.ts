import { expect, test } from "bun:test";
import { nameProxies } from "./modules-from.ts";

test.each([
  ["", "proxy, direct"],
  ["off", "off"],
  ["direct", "direct"],
  ["https://proxy.corp.example/go,direct", "proxy.corp.example, direct"],
  ["https://user:secret@goproxy.corp.example|https://b.example", "goproxy.corp.example | b.example"],
  ["file:///srv/proxy", "files"],
])("GOPROXY=%s reads as %s", (value, expected) => {
  expect(nameProxies(value)).toBe(expected);
});
