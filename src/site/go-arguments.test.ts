import { describe, expect, test } from "bun:test";
import { lastFlag, readGoCall } from "./go-arguments.ts";
import type { CommandArgument } from "./site.ts";
import { known, unknown } from "./value.ts";

const at = { file: "x.sh", span: { start: 0, end: 0 } };

/** Words as written; those with a dollar are not known. */
function words(text: string): readonly CommandArgument[] {
  return text.split(" ").map((word) => ({
    text: word,
    value: word.includes("$") ? unknown("not set here", at) : known(word, at),
    at,
  }));
}

describe("a go call", () => {
  test("names grouped subcommands whole", () => {
    expect(readGoCall(words("mod tidy -v"), "1.25").subcommand).toBe("mod tidy");
    expect(readGoCall(words("-C tools work sync"), "1.25")).toMatchObject({
      subcommand: "work sync",
      chdir: { text: "tools" },
    });
  });

  test("takes the last of a repeated flag", () => {
    const call = readGoCall(words("build -tags a -tags=b ./..."), "1.25");
    expect(lastFlag(call, "tags")?.value).toMatchObject({ text: "b" });
  });

  test("keeps the reason of a flag value that is not known", () => {
    const call = readGoCall(words("build -tags $TAGS ./..."), "1.25");
    expect(lastFlag(call, "tags")?.value).toMatchObject({ kind: "unknown", reason: "not set here" });
    expect(call.opaque).toBeUndefined();
  });

  test("has an opaque word where an unquoted variable may hold flags", () => {
    expect(readGoCall(words("build $FLAGS ./..."), "1.25").opaque?.text).toBe("$FLAGS");
    expect(readGoCall(words("build ${A}$B ./..."), "1.25").opaque?.text).toBe("${A}$B");
  });

  test("has none where the word is a path, is quoted, or stands behind the packages", () => {
    expect(readGoCall(words("build ./$PKG"), "1.25").opaque).toBeUndefined();
    expect(readGoCall(words("build $GOOS/$GOARCH"), "1.25").opaque).toBeUndefined();
    expect(readGoCall(words('build "$PKG"'), "1.25").opaque).toBeUndefined();
    expect(readGoCall(words("build ./cmd $MORE"), "1.25").opaque).toBeUndefined();
    expect(readGoCall(words("test ./... $FLAGS"), "1.25").opaque?.text).toBe("$FLAGS");
  });
});
