import { describe, expect, test } from "bun:test";
import { sourceFromText } from "../text/source-file.ts";
import { parseModFile } from "./modfile/parse-mod-file.ts";
import { parseWorkFile } from "./modfile/parse-work-file.ts";
import { parseModulesTxt } from "./modules-txt.ts";
import { checkVendorConsistency } from "./vendor-consistency.ts";

const mod = (text: string, path = "go.mod") => parseModFile(sourceFromText({ path, text }));
const vendor = (text: string) => parseModulesTxt(sourceFromText({ path: "vendor/modules.txt", text }));

describe("vendor consistency", () => {
  test("a problem stands at the line that makes it", () => {
    const text = "module m.test\n\ngo 1.20\n\nrequire a.test v1.0.0\n";
    const [problem] = checkVendorConsistency({
      mains: [mod(text)],
      vendor: vendor("# a.test v1.1.0\n## explicit\n"),
    });
    expect(problem?.kind).toBe("not-explicit");
    expect(problem?.at.file).toBe("go.mod");
    expect(text.slice(problem?.at.span.start, problem?.at.span.end)).toBe("require a.test v1.0.0");
  });

  test("a vendored module of a newer go is refused by an older one", () => {
    const check = {
      mains: [mod("module m.test\n\ngo 1.20\n\nrequire a.test v1.0.0\n")],
      vendor: vendor("# a.test v1.0.0\n## explicit; go 1.25\na.test\n"),
    };
    expect(checkVendorConsistency({ ...check, runningGo: "1.25.0" })).toEqual([]);
    expect(checkVendorConsistency({ ...check, runningGo: "1.24.9" }).map(({ text }) => text)).toEqual([
      "a.test in vendor/modules.txt requires go >= 1.25 (running go 1.24.9)",
    ]);
  });

  test("in a workspace go.work's replacement wins and a member's folder is written from the root", () => {
    const work = parseWorkFile(
      sourceFromText({ path: "go.work", text: "go 1.22\n\nuse ./a\n\nreplace b.test => ./forks/b\n" }),
    );
    const mains = [
      mod(
        "module a.test\n\ngo 1.22\n\nrequire (\n\tb.test v1.0.0\n\tc.test v1.0.0\n)\n\nreplace b.test => ../b\nreplace c.test => ../c\n",
        "a/go.mod",
      ),
    ];
    const text =
      "## workspace\n# b.test v1.0.0 => ./forks/b\n## explicit\n# c.test v1.0.0 => ./c\n## explicit\n# b.test => ./forks/b\n# c.test => ./c\n";
    expect(checkVendorConsistency({ mains, work, vendor: vendor(text) })).toEqual([]);
    const stale = checkVendorConsistency({
      mains,
      work,
      vendor: vendor(text.replace("# b.test => ./forks/b", "# b.test => ../b")),
    });
    expect(stale.map((problem) => problem.text)).toEqual([
      "b.test: is replaced by ./forks/b in go.work, but marked as replaced by ../b in vendor/modules.txt",
    ]);
  });
});
