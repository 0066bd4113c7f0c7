/** Tools that Go repositories pin in more than one way: what each is called in modules, actions, hooks, images and managers. */

export interface KnownTool {
  /** The executable's name. */
  readonly name: string;
  /** Packages that build it; a major version inside the path is left out. */
  readonly packages: readonly string[];
  /** The module, without its major version. */
  readonly module: string;
  /** `owner/name` of the repository whose releases and pre-commit hooks hold it; the first is the tool's own. */
  readonly repositories?: readonly string[];
  readonly actions?: readonly KnownAction[];
  readonly images?: readonly string[];
  /** Its release decides neither what is found nor what is generated. */
  readonly isRunner?: true;
  /** Other names: of mise, asdf and aqua plugins, of Homebrew. */
  readonly alsoCalled?: readonly string[];
}

export interface KnownAction {
  readonly name: string;
  /** The input that names the version; undefined when the reference of the action is the version. */
  readonly input: string | undefined;
  /** What it takes without the input, where that is known of every release. */
  readonly otherwise?: (major: number | undefined) => string | undefined;
  /** It fails the job when the tool does. */
  readonly runs?: true;
  /** How it wants a release to be written where it is not `v1.2.3`; `other` has numbers of its own. */
  readonly style?: "plain" | "other";
}

const x = "golang.org/x/tools";

/** The table; a tool that is not in it is known by the package that installs it. */
export const knownTools: readonly KnownTool[] = [
  {
    name: "golangci-lint",
    module: "github.com/golangci/golangci-lint",
    packages: ["github.com/golangci/golangci-lint/cmd/golangci-lint"],
    repositories: ["golangci/golangci-lint"],
    actions: [
      { name: "golangci/golangci-lint-action", input: "version", otherwise: () => "latest", runs: true },
      { name: "reviewdog/action-golangci-lint", input: "golangci_lint_version", runs: true },
    ],
    images: ["golangci/golangci-lint"],
  },
  {
    name: "staticcheck",
    module: "honnef.co/go/tools",
    packages: ["honnef.co/go/tools/cmd/staticcheck"],
    repositories: ["dominikh/go-tools"],
    actions: [{ name: "dominikh/staticcheck-action", input: "version", runs: true, style: "other" }],
  },
  {
    name: "gofumpt",
    module: "mvdan.cc/gofumpt",
    packages: ["mvdan.cc/gofumpt"],
    repositories: ["mvdan/gofumpt"],
  },
  { name: "goimports", module: x, packages: [`${x}/cmd/goimports`] },
  { name: "stringer", module: x, packages: [`${x}/cmd/stringer`] },
  { name: "gopls", isRunner: true, module: `${x}/gopls`, packages: [`${x}/gopls`] },
  { name: "govulncheck", module: "golang.org/x/vuln", packages: ["golang.org/x/vuln/cmd/govulncheck"] },
  {
    name: "sqlc",
    module: "github.com/sqlc-dev/sqlc",
    packages: ["github.com/sqlc-dev/sqlc/cmd/sqlc", "github.com/kyleconroy/sqlc/cmd/sqlc"],
    repositories: ["sqlc-dev/sqlc", "kyleconroy/sqlc"],
    actions: [{ name: "sqlc-dev/setup-sqlc", input: "sqlc-version", style: "plain" }],
    images: ["sqlc/sqlc", "kjconroy/sqlc"],
  },
  {
    name: "protoc-gen-go",
    module: "google.golang.org/protobuf",
    packages: ["google.golang.org/protobuf/cmd/protoc-gen-go"],
    repositories: ["protocolbuffers/protobuf-go"],
  },
  {
    name: "protoc-gen-go-grpc",
    module: "google.golang.org/grpc/cmd/protoc-gen-go-grpc",
    packages: ["google.golang.org/grpc/cmd/protoc-gen-go-grpc"],
  },
  {
    name: "buf",
    module: "github.com/bufbuild/buf",
    packages: ["github.com/bufbuild/buf/cmd/buf"],
    repositories: ["bufbuild/buf"],
    actions: [
      { name: "bufbuild/buf-setup-action", input: "version", style: "plain" },
      { name: "bufbuild/buf-action", input: "version", runs: true, style: "plain" },
    ],
    images: ["bufbuild/buf"],
  },
  // Two modules carry the name: the second is the one that is kept.
  {
    name: "mockgen",
    module: "go.uber.org/mock",
    packages: ["go.uber.org/mock/mockgen"],
    repositories: ["uber-go/mock"],
  },
  {
    name: "mockgen (golang/mock)",
    module: "github.com/golang/mock",
    packages: ["github.com/golang/mock/mockgen"],
    repositories: ["golang/mock"],
  },
  {
    name: "mockery",
    module: "github.com/vektra/mockery",
    packages: ["github.com/vektra/mockery", "github.com/vektra/mockery/cmd/mockery"],
    repositories: ["vektra/mockery"],
    images: ["vektra/mockery"],
  },
  {
    name: "gosec",
    module: "github.com/securego/gosec",
    packages: ["github.com/securego/gosec/cmd/gosec"],
    repositories: ["securego/gosec"],
    actions: [{ name: "securego/gosec", input: undefined, runs: true }],
    images: ["securego/gosec"],
  },
  { name: "wire", module: "github.com/google/wire", packages: ["github.com/google/wire/cmd/wire"] },
  {
    name: "controller-gen",
    module: "sigs.k8s.io/controller-tools",
    packages: ["sigs.k8s.io/controller-tools/cmd/controller-gen"],
    repositories: ["kubernetes-sigs/controller-tools"],
  },
  {
    name: "ginkgo",
    isRunner: true,
    module: "github.com/onsi/ginkgo",
    packages: ["github.com/onsi/ginkgo/ginkgo"],
  },
  {
    name: "gotestsum",
    isRunner: true,
    module: "gotest.tools/gotestsum",
    packages: ["gotest.tools/gotestsum"],
    repositories: ["gotestyourself/gotestsum"],
  },
  {
    name: "goreleaser",
    isRunner: true,
    module: "github.com/goreleaser/goreleaser",
    packages: ["github.com/goreleaser/goreleaser"],
    repositories: ["goreleaser/goreleaser"],
    actions: [
      {
        name: "goreleaser/goreleaser-action",
        input: "version",
        otherwise: (major) => (major === undefined ? undefined : major >= 6 ? "~> v2" : "latest"),
        runs: true,
      },
    ],
    images: ["goreleaser/goreleaser", "ghcr.io/goreleaser/goreleaser"],
  },
  {
    name: "ko",
    isRunner: true,
    module: "github.com/google/ko",
    packages: ["github.com/google/ko"],
    repositories: ["ko-build/ko", "google/ko"],
    actions: [
      { name: "ko-build/setup-ko", input: "version" },
      { name: "imjasonh/setup-ko", input: "version" },
    ],
  },
  {
    name: "air",
    isRunner: true,
    module: "github.com/air-verse/air",
    packages: ["github.com/air-verse/air", "github.com/cosmtrek/air"],
    repositories: ["air-verse/air", "cosmtrek/air"],
  },
  {
    name: "swag",
    module: "github.com/swaggo/swag",
    packages: ["github.com/swaggo/swag/cmd/swag"],
    repositories: ["swaggo/swag"],
  },
  {
    name: "oapi-codegen",
    module: "github.com/oapi-codegen/oapi-codegen",
    packages: [
      "github.com/oapi-codegen/oapi-codegen/cmd/oapi-codegen",
      "github.com/deepmap/oapi-codegen/cmd/oapi-codegen",
    ],
  },
  {
    name: "actionlint",
    module: "github.com/rhysd/actionlint",
    packages: ["github.com/rhysd/actionlint/cmd/actionlint"],
    repositories: ["rhysd/actionlint"],
    images: ["rhysd/actionlint"],
  },
  {
    name: "shfmt",
    module: "mvdan.cc/sh",
    packages: ["mvdan.cc/sh/cmd/shfmt"],
    repositories: ["mvdan/sh"],
    images: ["mvdan/shfmt"],
  },
  {
    name: "dlv",
    isRunner: true,
    module: "github.com/go-delve/delve",
    packages: ["github.com/go-delve/delve/cmd/dlv"],
  },
  {
    name: "misspell",
    module: "github.com/client9/misspell",
    packages: ["github.com/client9/misspell/cmd/misspell"],
  },
  {
    name: "setup-envtest",
    isRunner: true,
    module: "sigs.k8s.io/controller-runtime/tools/setup-envtest",
    packages: ["sigs.k8s.io/controller-runtime/tools/setup-envtest"],
  },
];
