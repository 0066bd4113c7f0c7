import { expect, test } from "bun:test";
import { isFixturePath } from "./is-fixture-path.ts";

test.each([
  ["test/fixtures/go.mod", true],
  ["pkg/__fixtures__/a/go.mod", true],
  ["internal/test-fixtures/go.sum", true],
  ["fixtures.go", false],
  ["cmd/fixturegen/go.mod", false],
  ["test/go.mod", false],
])("%p lies in a folder of test files: %p", (path, isFixture) => {
  expect(isFixturePath(path)).toBe(isFixture);
});
