import { expect, test } from "bun:test";
import { readWorkspace } from "../../workspace/read-workspace.ts";
import { createMemoryTree } from "../../workspace/tree/memory-tree.ts";
import { resolveSites } from "../resolve-sites.ts";

const archive = "https://go.dev/dl/go1.22.5.linux-amd64.tar.gz";

test.each([
  `curl -fsSL ${archive} | tar -C /usr/local -xz`,
  `(cd /tmp && curl -fsSLO ${archive})`,
  `bash -c 'wget ${archive}'`,
  "./install.sh",
  "sh install.sh",
])("a Go that a process of its own installs stays: %s", async (install) => {
  const tree = createMemoryTree({
    "go.mod": "module example.com/ledger\n\ngo 1.20\n",
    "install.sh": `#!/bin/sh\nexport GOFLAGS=-mod=mod\ncurl -fsSL ${archive} -o go.tgz\n`,
    ".github/workflows/ci.yml": `on: push
jobs:
  build:
    runs-on: [self-hosted, linux]
    steps:
      - uses: actions/checkout@v5
      - run: |
          ${install}
          go build ./...
`,
  });
  const command = resolveSites(await readWorkspace(tree)).sites[0]?.commands[0];
  expect(command?.go.installed?.version).toBe("1.22.5");
  // Variables end with the process that set them.
  expect(command?.mode.value).toBe("readonly");
});
