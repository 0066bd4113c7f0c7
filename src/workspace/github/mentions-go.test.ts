import { describe, expect, test } from "bun:test";
import { mentionsGo } from "./mentions-go.ts";

describe("mentionsGo", () => {
  test.each([
    "run: go build ./...",
    "uses: actions/setup-go@v5",
    "env:\n  MY_GO_VERSION: 1",
    "CGO_ENABLED: 0",
    "uses: golangci/golangci-lint-action@v6",
    "with: {version: GoReleaser}",
    "run: make",
    "run: |\n  cd x && hack/build",
    "run: hack/update",
    "run: |\n  hack/update",
    "- uses: ./.github/actions/x",
    "uses: owner/repo/.github/workflows/x.yml@main",
    "run: bash ci.sh",
    "run: npm run-script x",
    "run: docker build .",
    "run: tinygo build",
  ])("is true for %s", (text) => {
    expect(mentionsGo(text)).toBe(true);
  });

  test("is false for housekeeping that runs nothing of the repository", () => {
    const text =
      "name: Stale\non:\n  schedule: [{cron: '0 0 * * *'}]\njobs:\n  stale:\n    runs-on: ubuntu-latest\n    steps:\n      - uses: actions/stale@v9\n        with:\n          stale-issue-message: 'This issue is going stale, good bye'\n";
    expect(mentionsGo(text)).toBe(false);
  });

  test("comes to an end on long text", () => {
    for (const piece of ["g", " ", "\t- ", "a.", "run:", "$"]) {
      expect(() => mentionsGo(piece.repeat(300_000))).not.toThrow();
    }
  });
});
