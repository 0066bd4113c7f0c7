import { expect, test } from "bun:test";
import { embedUnchanged } from "../../text/embedded-text.ts";
import { hookText } from "./hook-text.ts";

/** Each wanted value was seen with goreleaser/go-shellwords 1.0.13 and bash: the words of both are the same. */
const hooks: Record<string, string> = {
  "go mod tidy": "go mod tidy",
  "go vet && go test": "go vet",
  "go vet 2>&1": "go vet",
  "go vet x2>log": "go vet x2",
  "GOOS=js go build": "'GOOS=js' go build",
  "go build -tags=$TAGS ./*.go": "go build '-tags=$TAGS' './*.go'",
  "go build '-tags=a b' \"x\"": "go build '-tags=a b' \"x\"",
  'sh -c "go vet \\"$X\\" && it\'s"': "sh -c 'go vet \"$X\" && it'\\''s'",
  "if true": "'if' true",
  "echo $(go env GOOS) `pwd`": "echo '$(go env GOOS)' '`pwd`'",
};

for (const [hook, wanted] of Object.entries(hooks)) {
  test(`${hook} starts ${wanted}`, () => {
    const { script, neverStarts } = hookText(embedUnchanged(hook));
    expect([script.text, neverStarts]).toEqual([wanted, undefined]);
    for (const word of ["go", "vet", "tags"]) {
      const offset = script.text.indexOf(word);
      if (offset >= 0) expect(script.fileOffset(offset)).toBe(hook.indexOf(word));
    }
  });
}

test("what cannot be split or is no program starts nothing", () => {
  const why = (hook: string) => hookText(embedUnchanged(hook)).neverStarts;
  for (const hook of ["go vet 'x", "go vet (x)", "go vet \\", "go vet $(x"])
    expect(why(hook)).toBe("goreleaser cannot split the hook into words");
  expect(why("export A=1")).toBe("goreleaser starts no shell, and export is no program");
});
