import { definePattern } from "../pattern.ts";

const disabled =
  /^\s*go(?: get)?: (?:modules disabled (?:by GO111MODULE=off|inside GOPATH\/src by GO111MODULE=auto)|list -m cannot be used with GO111MODULE=off)|^go list -m: not using modules$|cannot use path@version syntax in GOPATH mode$/;
const inGopath =
  /^\s*(?:\$GOPATH\/go\.mod exists but should not|go: warning: ignoring go\.mod in \$GOPATH (?<folder>\S+))$/;
const notFound =
  /^\s*(?:(?<place>\S+\.go:\d+:\d+): |(?:can't load package: )?package \S+: )?cannot find package "(?<package>[^"]+)" in any of:$/;
const outside = /^\s*'go get' is no longer supported outside a module\.$/;

/** Source of the words: cmd/go/internal/modload/init.go, list.go and modget/get.go, go/build/build.go. */
export default definePattern({
  id: "gopath-mode",
  title: "go ran without a module",
  rules: ["environment/modules-off"],
  needles: [
    "modules disabled by GO111MODULE=off",
    "modules disabled inside GOPATH/src",
    "cannot be used with GO111MODULE=off",
    "go list -m: not using modules",
    "cannot use path@version syntax in GOPATH mode",
    "$GOPATH/go.mod exists but should not",
    "ignoring go.mod in $GOPATH",
    'cannot find package "',
    "'go get' is no longer supported outside a module",
  ],

  match({ line, at }) {
    const { text } = line;
    if (disabled.test(text))
      return {
        message: text.includes("GO111MODULE=auto")
          ? "GO111MODULE=auto switches modules off below GOPATH/src, and this command needs them"
          : text.includes("GO111MODULE=off")
            ? "GO111MODULE=off switches modules off, and this command needs them"
            : "go ran in GOPATH mode, and this command needs modules",
        fix: "Unset GO111MODULE (also in go env -w and in the image), and run it where go.mod is",
        confidence: 0.97,
        subject: "modules off",
      };
    const root = inGopath.exec(text);
    if (root) {
      const isOnlyWarned =
        root.groups?.folder !== undefined &&
        ![1, 2, 3].some((offset) => /go\.mod file not found|no required module/.test(at(offset)?.text ?? ""));
      return {
        message: `go.mod lies in $GOPATH itself${root.groups?.folder === undefined ? "" : ` (${root.groups.folder})`}, where go does not read it`,
        fix: "Move the module out of $GOPATH: in the golang image that is /go, so set another WORKDIR before COPY",
        confidence: isOnlyWarned ? 0.5 : 0.97,
        subject: "go.mod in GOPATH",
      };
    }
    if (outside.test(text))
      return {
        message: "'go get' installs nothing outside a module any more (Go 1.18 on)",
        fix: "Write go install PACKAGE@VERSION in place of go get, or run it where go.mod is",
        confidence: 0.97,
        subject: "go get",
      };
    const missing = notFound.exec(text)?.groups?.package;
    if (missing === undefined) return undefined;
    const looked = [1, 2, 3, 4].map((offset) => at(offset)).filter((near) => near !== undefined);
    const places = looked.filter((near) => /\(from \$GO(?:ROOT|PATH)\)$|\(vendor tree\)$/.test(near.text));
    if (places.length === 0) return undefined;
    return {
      message: `go looked for ${missing} in GOROOT and GOPATH: it ran in GOPATH mode, which reads no go.mod`,
      fix: "Unset GO111MODULE and run it where go.mod is (go mod init makes one); Go before 1.16 needs GO111MODULE=on below GOPATH/src",
      confidence: 0.85,
      subject: "packages in GOPATH",
      lines: places.map(({ number }) => number),
    };
  },
});
