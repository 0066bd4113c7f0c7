import { expect, test } from "bun:test";
import { readWorkspace } from "../../workspace/read-workspace.ts";
import { createMemoryTree } from "../../workspace/tree/memory-tree.ts";
import { resolveSites } from "../resolve-sites.ts";

const goMod = "module example.com/ledger\n\ngo 1.25.0\n";

/** So many targets that looking ahead pays. */
const fillers = Array.from({ length: 50 }, (_, index) => `filler${index}:\n\t@echo ${index}\n`).join("");

/** The sites with their commands, and the unknowns: as a look ahead leaves them, and as whole walks do. */
async function bothWays(files: Record<string, string>): Promise<readonly unknown[]> {
  const Makefile = `${files.Makefile}${fillers}`;
  const workspace = await readWorkspace(createMemoryTree({ "go.mod": goMod, ...files, Makefile }));
  // Whoever keeps sites by their events has every target walked whole.
  return [resolveSites(workspace), resolveSites(workspace, () => false)].map(({ sites, unknowns }) => ({
    sites: sites.map(({ id, commands, events }) => ({
      id,
      commands: commands.map(({ at, text, via }) => ({ at, text, via })),
      events: events.map(({ at }) => at),
    })),
    unknowns,
  }));
}

const cases: Record<string, Record<string, string>> = {
  "a recipe that two targets need, one of which runs go": {
    Makefile:
      "dirs:\n\tmkdir -p out\n\t./tool.sh\nbuild: dirs\n\tgo build ./...\nclean: dirs\n\trm -rf out\n",
    "tool.sh": "#!/bin/sh\necho $MODE\n",
  },
  "makes that run makes": {
    Makefile:
      "all:\n\t$(MAKE) -C sub x\nother:\n\tcd docs && $(MAKE) -C ../sub x\nmore:\n\t$(MAKE) -C sub y V=1\n",
    "sub/Makefile": "x:\n\t@echo x\n\t$(TOOL) build\ny:\n\t$(if $(V),go,echo) vet ./...\n",
  },
  "a make that comes back to itself": {
    Makefile:
      "a:\n\t$(MAKE) b\nb:\n\t$(MAKE) a\n\t$(MAKE) c\nc:\n\t$(MAKE) b\n\tgo test ./...\nd:\n\t$(MAKE) a\n",
  },
  "what an environment makes of a script": {
    Makefile:
      "x:\n\tT=echo ./run.sh\ny:\n\tT=go ./run.sh\nz:\n\tT=true $(MAKE) run\nw:\n\tT=go $(MAKE) run\nrun:\n\t./run.sh\n",
    "run.sh": "#!/bin/sh\n# go or nothing\n$T build ./...\n",
  },
  "commands that make runs while it reads": {
    Makefile: "FILES := $(shell ./list.sh)\na:\n\techo $(FILES)\nb: a\n\ttouch b\nc:\n\tgo build $(FILES)\n",
    "list.sh": "#!/bin/sh\nfind . -name '*.go'\n$UNKNOWN list\n",
  },
  "images that targets build which run no go": {
    Makefile:
      "image:\n\tdocker build --build-arg V=1.24 -t x build\npush: image\n\tdocker push x\nall: image\n\techo done\n",
    "build/Dockerfile": "ARG V=1.20\nFROM golang:$V\nRUN go build ./...\n",
  },
};

for (const [title, files] of Object.entries(cases)) {
  test(`a look ahead changes nothing: ${title}`, async () => {
    const [ahead, whole] = await bothWays(files);
    expect(ahead).toEqual(whole);
    expect(JSON.stringify(whole)).toContain('"at"');
  });
}
