import { expect, test } from "bun:test";
import { readWorkspace } from "../../workspace/read-workspace.ts";
import { createMemoryTree } from "../../workspace/tree/memory-tree.ts";
import { resolveSites } from "../resolve-sites.ts";
import type { Site, SiteTable } from "../site.ts";

async function tableOf(files: Readonly<Record<string, string>>): Promise<SiteTable> {
  return resolveSites(
    await readWorkspace(createMemoryTree({ "go.mod": "module example.com/a\n", ...files })),
  );
}

async function siteOf(script: string): Promise<Site> {
  const [site] = (await tableOf({ "run.sh": `#!/bin/bash\n${script}` })).sites;
  if (!site) throw new Error("The script is no site");
  return site;
}

test("a function of a sourced script is walked in the file that defines it", async () => {
  const library =
    "# words words words words words words words words\nbuild() {\n  go build -tags a ./...\n}\n";
  const { sites } = await tableOf({
    "run.sh": "#!/bin/bash\nsource ./library.sh\nbuild\n",
    "library.sh": library,
  });
  const commands = sites.flatMap((site) => site.commands);
  expect(commands.map(({ text, at }) => [at.file, library.slice(at.span.start, at.span.end), text])).toEqual([
    ["library.sh", "go build -tags a ./...", "go build -tags a ./..."],
  ]);
});

test("loops in loops end, and what is left out is unknown", async () => {
  const values = "a b c d e f g h i j k l m n o p q r s t u v w x";
  const script = `${`for v in ${values}; do\n`.repeat(8)}go build ./$v\n${"done\n".repeat(8)}`;
  const site = await siteOf(script);
  expect(site.commands.length).toBeGreaterThan(1_000);
  expect(site.unknowns.map(({ code }) => code)).toContain("too-many-steps");
});

test("a walk that ends before the first go command is unknown all the same", async () => {
  const values = "a b c d e f g h i j k l m n o p q r s t u v w x";
  const script = `#!/bin/bash\n${`for v in ${values}; do\n`.repeat(8)}echo $v\n${"done\n".repeat(8)}go build\n`;
  const { sites, unknowns } = await tableOf({ "run.sh": script });
  expect(sites).toEqual([]);
  expect(unknowns.map(({ code, at }) => [code, at.file])).toEqual([["too-many-steps", "run.sh"]]);
});

test("a value that doubles with every line is unknown before it fills the memory", async () => {
  const site = await siteOf(`A=tag\n${"A=$A$A\n".repeat(60)}go build -tags "$A" ./...\n`);
  expect(site.tags.value).toBeUndefined();
  expect(site.tags.why.map(({ text }) => text).join()).toContain("grows to more than");
});

test("a value that grows by appending is unknown before it fills the memory", async () => {
  const site = await siteOf(`A=tag\n${"A+=$A\n".repeat(60)}go build -tags "$A" ./...\n`);
  expect(site.tags.value).toBeUndefined();
});

test("an expansion of thousands of words is one unknown argument", async () => {
  const site = await siteOf(`A="${"x ".repeat(3_000)}"\ngo build $A\n`);
  expect(site.commands[0]?.arguments.map(({ value }) => value.kind)).toEqual(["unknown"]);
});

test("a Docker variable that doubles with every line is unknown", async () => {
  const { sites } = await tableOf({
    Dockerfile: `FROM golang:1.22\nENV A=tag\n${"ENV A=$A$A\n".repeat(60)}RUN go build -tags "$A" ./...\n`,
  });
  expect(sites.map(({ tags }) => tags.value)).toEqual([undefined]);
});
