import { expect, test } from "bun:test";
import { godebugLineProblem } from "./godebug-names.ts";

test.each([
  ["http2client", "0", undefined],
  ["tls3des", "0", undefined],
  ["allowmultiplevcs", "1", undefined],
  ["default", "go1.21", undefined],
  ["default", "go1.21rc2", undefined],
  ["nope", "1", 'unknown godebug "nope"'],
  ["HTTP2client", "0", 'unknown godebug "HTTP2client"'],
  ["default", "1.21", "value for default= must be goVERSION"],
  ["default", "go1.x", "value for default= must be goVERSION"],
])("godebug %s=%s: %p", (key, value, wanted) => {
  expect(godebugLineProblem(key, value)).toBe(wanted as never);
});
