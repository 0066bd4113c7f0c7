/** Repositories with real modules: small ones, of every kind that verify has to understand. */
import type { Files } from "./verify-world.ts";

const main = (imports: readonly string[]): string =>
  `package main\n\nimport (\n${imports.map((path) => `\t_ "${path}"\n`).join("")})\n\nfunc main() {}\n`;

const requires = (lines: readonly string[]): string => lines.map((line) => `require ${line}\n`).join("");

/** Ten modules, some with several packages, embedded files, assembly and cgo. */
export const typical: Files = {
  "go.mod": `module example.com/typical\n\ngo 1.22\n\n${requires([
    "rsc.io/quote v1.5.2",
    "github.com/google/uuid v1.6.0",
    "github.com/pkg/errors v0.9.1",
    "github.com/spf13/pflag v1.0.5",
    "github.com/BurntSushi/toml v1.4.0",
    "golang.org/x/mod v0.21.0",
    "gopkg.in/yaml.v3 v3.0.1",
  ])}`,
  "main.go": main([
    "rsc.io/quote",
    "github.com/google/uuid",
    "github.com/pkg/errors",
    "github.com/spf13/pflag",
    "github.com/BurntSushi/toml",
    "golang.org/x/mod/modfile",
    "golang.org/x/mod/semver",
    "gopkg.in/yaml.v3",
  ]),
};

/** A replacement by another module, one by a folder, and a go line below 1.17. */
export const replaced: Files = {
  "go.mod": `module example.com/replaced\n\ngo 1.16\n\n${requires([
    "rsc.io/quote v1.5.2",
    "github.com/pkg/errors v0.9.1",
    "example.com/local v0.0.0",
  ])}replace github.com/pkg/errors => github.com/pkg/errors v0.8.1\n\nreplace example.com/local => ./local\n`,
  "main.go": main(["rsc.io/quote", "github.com/pkg/errors", "example.com/local/inner"]),
  "local/go.mod": "module example.com/local\n\ngo 1.16\n",
  "local/inner/inner.go": "package inner\n",
  "local/inner/inner_test.go": "package inner\n",
  "local/unused/unused.go": "package unused\n",
};

/** Two modules in a workspace. */
export const workspace: Files = {
  "go.work": "go 1.22\n\nuse ./a\nuse ./b\n",
  "a/go.mod": `module example.com/a\n\ngo 1.22\n\n${requires(["github.com/google/uuid v1.6.0"])}`,
  "a/main.go": main(["github.com/google/uuid"]),
  "b/go.mod": `module example.com/b\n\ngo 1.22\n\n${requires(["github.com/pkg/errors v0.9.1"])}`,
  "b/main.go": main(["github.com/pkg/errors"]),
};
