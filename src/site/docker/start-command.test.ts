import { expect, test } from "bun:test";
import { readWorkspace } from "../../workspace/read-workspace.ts";
import { createMemoryTree } from "../../workspace/tree/memory-tree.ts";
import { resolveSites } from "../resolve-sites.ts";

async function commandsOf(...lines: readonly string[]): Promise<readonly string[]> {
  const Dockerfile = `${["FROM golang:1.25", "WORKDIR /s", "COPY . .", ...lines].join("\n")}\n`;
  const tree = createMemoryTree({ "go.mod": "module m\n\ngo 1.22\n", Dockerfile });
  const { sites } = resolveSites(await readWorkspace(tree));
  return sites.flatMap(({ commands }) =>
    commands.map(({ subcommand, arguments: words }) =>
      [subcommand, ...words.map(({ text }) => text)].join(" "),
    ),
  );
}

test("a container starts the last ENTRYPOINT with the words of the last CMD", async () => {
  expect(await commandsOf('CMD ["go", "vet"]', 'CMD ["go", "test", "./..."]')).toEqual(["test ./..."]);
  expect(await commandsOf('ENTRYPOINT ["go"]', 'CMD ["test", "-race"]')).toEqual(["test -race"]);
  expect(await commandsOf('ENTRYPOINT ["./app"]', 'CMD ["go", "test"]')).toEqual([]);
  expect(await commandsOf("ENTRYPOINT go run .", 'CMD ["x"]')).toEqual(["run ."]);
});

test("the text of a shell is read, and what else it starts is none of the build's", async () => {
  expect(await commandsOf("CMD ./migrate && go test -race ./...")).toEqual(["test -race ./..."]);
  expect(await commandsOf('CMD ["sh", "-c", "go run ./cmd/app"]')).toEqual(["run ./cmd/app"]);
  expect(await commandsOf('CMD ["./app"]')).toEqual([]);
});

test("a shell in exec form is followed, what stands in its words is no shell", async () => {
  expect(await commandsOf('RUN ["sh", "-c", "CGO_ENABLED=0 go build -tags=\\"shc\\" . && go vet"]')).toEqual([
    'build -tags="shc" .',
    "vet",
  ]);
  expect(await commandsOf('RUN ["/bin/bash", "-lc", "go test ./..."]')).toEqual(["test ./..."]);
  expect(await commandsOf('CMD ["/bin/sh", "-ec", "go run ."]')).toEqual(["run ."]);
  expect(await commandsOf('RUN ["go", "vet", "$X", "&&", "go", "test"]')).toEqual(["vet $X && go test"]);
});
