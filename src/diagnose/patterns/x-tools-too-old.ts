import { requiresOf } from "../../go/modfile/lines-of-path.ts";
import { definePattern } from "../pattern.ts";

const read =
  /(?:^|[\s/\\])(?:golang\.org[/\\]x[/\\]tools(?:@(?<version>v[^/\\\s]+))?[/\\])?internal[/\\]tokeninternal[/\\]tokeninternal\.go:\d+:\d+: invalid array length -delta \* delta \(constant -\d+ of type int64\)/;
const path = "golang.org/x/tools";

/** Source of the words: x/tools internal/tokeninternal compares its copy of go/token.File with the one of go; cmd/compile prints it. */
export default definePattern({
  id: "x-tools-too-old",
  title: "golang.org/x/tools is older than the go that compiles it",
  needles: ["invalid array length -delta * delta"],

  match({ line }) {
    const found = read.exec(line.text);
    if (!found) return undefined;
    const version = found.groups?.version;
    return {
      message: `${path}${version === undefined ? "" : `@${version}`} checks the insides of go/token, which newer releases of go have changed: it does not compile with the go that ran`,
      fix: `Run go get ${path}@latest and go mod tidy; a tool that is built by go install or go run needs a newer release of its own, or the Go of its time`,
      confidence: 0.97,
      subject: path,
      values: { version: version ?? "" },
    };
  },

  *confirm({ values }, { workspace }) {
    for (const { file, mod } of workspace.modules)
      for (const { span, version } of requiresOf(mod, path))
        if (values?.version === "" || values?.version === version)
          yield { at: { file, span }, says: "confirms", shows: `require ${path} ${version}` };
  },
});
