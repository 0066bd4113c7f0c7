import { expect, test } from "bun:test";
import { sitesOf } from "./_sites-of.ts";

const vendored = {
  "go.mod": "module example.com/ledger\n\ngo 1.25.0\n",
  "vendor/modules.txt": "",
};

/** The mode of the last command of a script. */
async function modeOf(script: string, files: Record<string, string> = {}): Promise<string | undefined> {
  const sites = await sitesOf({ ...files, "build.sh": `#!/bin/bash\n${script}\n` });
  return sites.find(({ kind }) => kind === "shell-script")?.commands.at(-1)?.mode.value;
}

const choice = (yes: string, no: string): string =>
  `MOD=${no}\nif [ -e marker ]; then MOD=${yes}; fi\ngo run $MOD ./tool`;

test("a word that may be -mod is none where each of its texts gives the same mode", async () => {
  expect(await modeOf(choice("-mod=vendor", "--"), vendored)).toBe("vendor");
  expect(await modeOf(choice("-mod=vendor", "''"), vendored)).toBe("vendor");
  expect(await modeOf(choice("-mod=readonly", "''"))).toBe("readonly");
});

test("where they differ, or one of them makes go stop, the mode is not known", async () => {
  expect(await modeOf(choice("-mod=mod", "''"), vendored)).toBe("unknown");
  expect(await modeOf(choice("-mod=vendor", "--"))).toBe("unknown");
  expect(await modeOf("go run $MOD ./tool", vendored)).not.toBe("mod");
});
