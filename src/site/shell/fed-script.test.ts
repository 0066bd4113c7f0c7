import { expect, test } from "bun:test";
import { readWorkspace } from "../../workspace/read-workspace.ts";
import { createMemoryTree } from "../../workspace/tree/memory-tree.ts";
import { resolveSites } from "../resolve-sites.ts";

/** The go commands of a job that runs a script, with the text that stands at each of them, and what was not followed. */
async function followed(script: string): Promise<readonly string[]> {
  const { sites, unknowns } = resolveSites(
    await readWorkspace(
      createMemoryTree({
        "go.mod": "module example.com/ledger\n\ngo 1.25.0\n",
        "run.sh": script,
        ".github/workflows/ci.yml": `on: push
jobs:
  test:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/setup-go@v6
        with: { go-version: "1.25.3" }
      - run: bash run.sh
`,
      }),
    ),
  );
  const commands = sites.flatMap((site) =>
    site.commands.map(({ at, isConditional, failure }) => {
      const there = script.slice(at.span.start).split(/['"\n]/)[0];
      return `${there}${isConditional ? " ?" : ""}${failure.kind === "stops" ? "" : ` (${failure.kind})`}`;
    }),
  );
  const open = unknowns.filter(({ code }) => /^(?:not-followed|unknown-command)$/.test(code ?? ""));
  return [...commands, ...open.map(({ reason }) => reason)];
}

test("a script that is not in the tree, or that nobody knows, is said to be so", async () => {
  expect(
    await followed('bash < "$NAME"\nsh -s x < missing.sh\ncat "$FILE" | bash\nbash < /dev/null\n'),
  ).toEqual([
    'bash < "$NAME": which script "$NAME" is cannot be known: $NAME is not set in any file',
    "sh -s x < missing.sh: missing.sh is not in the tree",
    'bash: which script "$FILE" is cannot be known: $FILE is not set in any file',
  ]);
});

test("a shell that reads its script from a here-document, a here-string or a pipe is followed", async () => {
  const go = "go build -tags a .";
  for (const script of [
    `bash <<'EOF'\n${go}\nEOF\n`,
    `sudo bash -e <<EOF\n${go}\nEOF\n`,
    `cat <<EOF | bash\n${go}\nEOF\n`,
    `bash <<< '${go}'\n`,
    `echo '${go}' | sh\n`,
    `printf '${go}' | sh -s -- word\n`,
  ]) {
    expect(await followed(script)).toEqual([go]);
  }
});

test("what is filled into a here-document is open, the command is not", async () => {
  expect(await followed("bash <<EOF\ngo build -tags $HOSTNAME .\nEOF\n")).toEqual([
    "go build -tags $HOSTNAME .",
  ]);
});

test("what such a shell reads is open when something is filled in", async () => {
  for (const script of [
    "cat <<EOF | bash\ngo build $(pick)\nEOF\n",
    "echo go build . $1 | sh\n",
    'bash <<< "go build $1"\n',
  ]) {
    const [reason, ...others] = await followed(script);
    expect([reason?.split(": ").at(-1), others]).toEqual(["what it reads is put together", []]);
  }
});

test("a here-document for a script or for another program is no script", async () => {
  expect(await followed("cat <<EOF\ngo build .\nEOF\necho 'go test .' | tee x\n")).toEqual([]);
});

test("eval runs what its words say", async () => {
  expect(await followed('C="go build ."\neval $C\n')).toEqual(["$C"]);
  expect(await followed("eval 'go build .'\n")).toEqual(["go build ."]);
  expect(await followed("eval go build .\n")).toEqual(["go build ."]);
  expect(await followed("C='eval \"$C\"; go build .'\neval $C\n")).toContain("$C");
  expect(await followed("# go\nCMD=$(pick)\neval $CMD\n")).toEqual([
    "eval $CMD: what eval runs is put together",
  ]);
  expect(await followed("eval `go run ./cmd/version`\n")).toEqual(["go run ./cmd/version` (swallowed)"]);
  expect(await followed('eval "$(ssh-agent -s)"\ngo vet .\n')).toEqual(["go vet ."]);
});

test("a trap runs when the script ends, in a folder that nobody knows", async () => {
  expect(await followed("trap 'go build .' EXIT\n")).toEqual(["go build . (unknown)"]);
  expect(await followed("trap 'go build .' ERR\n")).toEqual(["go build . ? (unknown)"]);
  expect(await followed("end() {\n  go vet .\n}\ntrap end EXIT\ntrap - INT\n")).toEqual([
    "go vet . (unknown)",
  ]);
});

test("a coprocess runs in the background", async () => {
  expect(await followed("coproc go build .\n")).toEqual(["coproc go build . (swallowed)"]);
});
