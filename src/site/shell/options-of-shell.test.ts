import { expect, test } from "bun:test";
import { optionsOfShell } from "./options-of-shell.ts";

for (const [text, errexit, pipefail] of [
  ["bash --noprofile --norc -eo pipefail {0}", true, true],
  ["bash -e {0}", true, false],
  ["/bin/bash -o errexit -o nounset {0}", true, false],
  ["/bin/bash -euxo pipefail -c", true, true],
  ["bash --rcfile file -l {0}", false, false],
  ["bash -ex +e {0}", false, false],
  ["/usr/bin/env bash -o pipefail -c", false, true],
] as const) {
  test(`the options of ${text}`, () => {
    expect(optionsOfShell(text)).toEqual({ errexit, pipefail });
    // What bash says itself.
    const words = text
      .replace("{0}", "")
      .trim()
      .split(/\s+/)
      .filter((word) => !/^(?:--rcfile|file|-c)$/.test(word));
    const said = Bun.spawnSync([...words, "-c", "set -o"]).stdout.toString();
    expect([/errexit\s+on/.test(said), /pipefail\s+on/.test(said)]).toEqual([errexit, pipefail]);
  });
}
