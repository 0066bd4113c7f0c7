import { errorReader } from "../error-reader.ts";
import { isImageStep } from "../is-image-step.ts";
import { definePattern } from "../pattern.ts";

const forms = [
  /go\.mod file not found in current directory or any parent directory(?:[.;]|$|")/,
  /cannot find main module(?: root)?(?:;|$|, but found (?<found>\S+) in (?<folder>.+)$|, but -modfile was set)/,
  /(?:cannot find module providing package (?<package>[^\s:]+): |cannot match "[^"]+": )working directory is not part of a module/,
  /pattern (?<pattern>\S+): directory prefix (?<prefix>\S+) (?:does not contain (?:main module|modules listed in (?<work>go\.work))|outside available modules)/,
  /cannot determine module path for source directory (?<init>\S+) \(/,
  /no modules were found in the current workspace; see 'go help (?<work>work)'/,
  /'go install' requires a version when current directory is not in a (?<install>module)$/,
  /no (?<noWork>go\.work) file found$/,
  /(?<inside>current directory|directory \S+) is contained in a module that is not one of the workspace modules listed in (?<work>go\.work)/,
].map(errorReader);

/** Source of the words: cmd/go/internal/modload init.go, load.go and import.go, modget get.go. */
export default definePattern({
  id: "go-mod-not-found",
  title: "The command runs where no module is",
  needles: [
    "go.mod file not found in current directory",
    "cannot find main module",
    "working directory is not part of a module",
    ": directory prefix ",
    "cannot determine module path for source directory ",
    "'go install' requires a version when current directory",
    "no go.work file found",
    "no modules were found in the current workspace",
    " is contained in a module that is not one of the workspace modules",
  ],
  explains: ["no-required-module", "package-not-in-std"],

  match({ line, at }) {
    const words = forms.map((read) => read(line.text)).find((found) => found !== undefined);
    if (!words) return undefined;
    const base = { confidence: 0.93, subject: "go.mod" };
    // gopath-mode says more: what to write in place of it, and where the go.mod is.
    if (/'go get' is no longer supported outside a module/.test(at(1)?.text ?? "")) return undefined;
    if (/ignoring go\.mod in \$GOPATH/.test(at(-1)?.text ?? "")) return undefined;
    if (words.install !== undefined)
      return {
        ...base,
        message: "go install got no version, and there is no go.mod here that could say one",
        fix: `Write the version behind the package (${/Try '(?<command>go install [^']+)'/.exec(at(1)?.text ?? "")?.groups?.command ?? "go install PACKAGE@latest"}, better a release), or run it in the folder of go.mod`,
      };
    if (words.noWork !== undefined)
      return {
        ...base,
        message: "there is no go.work in the folder of the command or above, or GOWORK=off hides it",
        fix: "Run it where go.work is, take GOWORK=off away, or begin a workspace: go work init FOLDERS; a go.work that .gitignore keeps out is not in the checkout",
        subject: "go.work",
      };
    if (words.inside !== undefined || words.work !== undefined) {
      return {
        ...base,
        message:
          words.inside === undefined
            ? `go.work names no module${words.prefix === undefined ? "" : ` in ${here(words.prefix)}`}`
            : `the module of ${words.inside} is not one that go.work names`,
        fix: "Add it with go work use FOLDER, run the command in a member's folder, or set GOWORK=off",
        subject: "go.work",
      };
    }
    if (words.init !== undefined) {
      return {
        ...base,
        message: `go mod init cannot tell from ${words.init} what the module is to be called`,
        fix: "Name it: go mod init MODULE, as others will import it",
      };
    }
    const where = words.folder ?? words.prefix ?? "the folder of the command";
    const isImage = isImageStep(line.step);
    return {
      ...base,
      message: `there is no go.mod in ${here(where)} or above${
        words.found === undefined ? "" : `, only ${words.found}`
      }`,
      fix: isImage
        ? "Copy go.mod and go.sum into WORKDIR before this instruction"
        : "Run the command in the folder of go.mod (working-directory, cd, go -C), after the checkout; a new module begins with go mod init",
      values: { isImage: String(isImage) },
    };
  },

  *confirm({ values }, { workspace }) {
    for (const { file, folder, mod } of workspace.modules.slice(0, 3)) {
      // An image has what was copied, so a go.mod at the root says nothing there.
      if (!mod.module || (folder === "" && values?.isImage === "true")) continue;
      yield {
        at: { file, span: mod.module.span },
        says: folder === "" ? "contradicts" : "confirms",
        shows: folder === "" ? "the root has a go.mod" : `the module is in ${folder}`,
      };
    }
  },
});

function here(folder: string): string {
  return folder === "." ? "the folder of the command" : folder;
}
