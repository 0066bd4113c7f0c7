import { expect, test } from "bun:test";
import { parseModFile } from "../../go/modfile/parse-mod-file.ts";
import { sourceFromText } from "../../text/source-file.ts";
import { hasComment } from "./has-comment.ts";

test("a comment above, on the line or above the block speaks of a directive, one elsewhere does not", () => {
  const mod = parseModFile(
    sourceFromText({
      path: "go.mod",
      text: `module example.com/m

// why a
replace example.com/a => ./a

replace (
	example.com/b => ./b // why b

	// why c
	example.com/c => ./c
	example.com/d => ./d
)
`,
    }),
  );
  expect(mod.replaces.map(({ oldPath, span }) => [oldPath, hasComment(mod, span)])).toEqual([
    ["example.com/a", true],
    ["example.com/b", true],
    ["example.com/c", true],
    ["example.com/d", false],
  ]);
});
