import { describe, expect, test } from "bun:test";
import { effectiveFlag } from "./effective-flag.ts";
import { parseGoArguments } from "./flag-table.ts";
import { parseGoflags } from "./goflags.ts";

function effective(subcommand: string, name: string, goflags: string, args: string) {
  const { flags } = parseGoArguments(subcommand, args.split(" ").filter(Boolean));
  const found = effectiveFlag({ subcommand, name, goflags: parseGoflags(goflags).words, flags });
  return found && `${found.value} from ${found.source.from}, ${found.replaced.length} replaced`;
}

describe("the flag that counts", () => {
  test.each([
    ["build", "tags", "-tags=a", "-tags b ./...", "b from arguments, 1 replaced"],
    ["build", "tags", "-tags=a", "-tags=b -tags=c", "c from arguments, 2 replaced"],
    ["build", "tags", "-tags=a -tags=b", "./...", "b from GOFLAGS, 1 replaced"],
    ["build", "trimpath", "--trimpath", "", "true from GOFLAGS, 0 replaced"],
    ["mod tidy", "tags", "-tags=a", "", undefined],
    ["get", "mod", "-mod=mod", "", undefined],
    ["build", "tags", "", "./... -tags=late", undefined],
  ])("go %s -%s with GOFLAGS=%j and %j", (subcommand, name, goflags, args, expected) => {
    expect(effective(subcommand, name, goflags, args)).toBe(expected as string);
  });
});
