import { expect, test } from "bun:test";
import { followRedirect } from "./follow-redirect.ts";

test.each([
  ["http://a.test/x/y", "/z", "http://a.test/z"],
  ["http://a.test/x/y", "z", "http://a.test/x/z"],
  ["http://a.test/x", "https://b.test/z", "https://b.test/z"],
  ["http://a.test/x", "http://b.test/", "http://b.test/"],
  ["https://a.test/x", "//b.test/z", "https://b.test/z"],
])("from %s, %s leads to %s", (from, location, to) =>
  expect(followRedirect(new URL(from), location).href).toBe(to));

test.each([
  ["https://a.test/x", "http://a.test/x", "redirected from https to http"],
  ["https://a.test/x", "file:///etc/passwd", "redirected from https to file"],
  ["http://a.test/x", "file:///etc/passwd", "redirected from http to file"],
  ["http://a.test/x", "data:,x", "redirected from http to data"],
  ["http://a.test/x", "http://", "redirected to no address: http://"],
])("from %s nobody goes to %s", (from, location, reason) =>
  expect(() => followRedirect(new URL(from), location)).toThrow(reason));
