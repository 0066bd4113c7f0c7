import { replacesOf } from "../../go/modfile/lines-of-path.ts";
import { errorReader } from "../error-reader.ts";
import { isImageStep } from "../is-image-step.ts";
import { definePattern } from "../pattern.ts";

const missing = String.raw`(?:no such file or directory|The system cannot find the (?:file|path) specified\.)`;
const forms = [
  String.raw`(?<module>[^\s@]+)@(?<version>v\S+?): replacement directory (?<target>.+?) does not exist`,
  String.raw`(?:(?<module>[^\s@]+)@(?<version>v\S+?)(?: \(replaced by (?<target>[^)]+)\))?: )?(?:reading|parsing) (?<file>[^\s:]*go\.mod): open (?<path>.+?go\.mod): ${missing}`,
  String.raw`cannot load module (?:(?<member>\S+) )?listed in go\.work file: open (?<path>.+?go\.mod): ${missing}`,
].map((source) => errorReader(new RegExp(source)));

/** Source of the words: cmd/go/internal/modload import.go, modfile.go and init.go; load.go and mvs.go before 1.16. */
export default definePattern({
  id: "replace-target-missing",
  title: "A folder that go.mod or go.work names is not there",
  rules: [
    "image/replace-target-not-copied",
    "image/workspace-member-not-copied",
    "modules/replace-missing-target",
    "modules/workspace-use-missing",
    "modules/replace-outside-repository",
  ],
  needles: ["replacement directory ", "go.mod: open ", " listed in go.work file: open "],
  explains: ["no-required-module"],

  match({ line }) {
    const words = forms.map((read) => read(line.text)).find((found) => found !== undefined);
    // What the module cache lacks is no replacement.
    if (!words || /[/\\]cache[/\\]download[/\\]/.test(words.path ?? "")) return undefined;
    const { module, version } = words;
    const target =
      words.target ?? words.member ?? ((words.file ?? words.path ?? "").replace(/[/\\]?go\.mod$/, "") || "/");
    const isUse = words.file === undefined && words.target === undefined;
    const says = isUse ? `go.work uses ${target}` : `${module ?? "a module"} is replaced by ${target}`;
    const folder =
      isUse || words.target === undefined || words.file !== undefined
        ? `${target.replace(/\/$/, "")}/go.mod`
        : target;
    const step = line.step?.title ?? "";
    const isImage = isImageStep(line.step);
    return {
      message: `${says}, and ${isImage ? "the image has" : "there is"} no ${folder}`,
      fix: isImage
        ? `Copy ${folder} into the image before "${step.replace(/^\[[^\]]*\] /, "")}"; it must lie inside the build context`
        : `Commit or check out ${folder} at that place, or drop the ${isUse ? "use" : "replace"} line`,
      confidence: 0.97,
      subject: target,
      values: { module: module ?? "", version: version ?? "", target },
    };
  },

  *confirm({ values }, { workspace }) {
    const { module = "", target = "" } = values ?? {};
    const files = [
      ...workspace.modules.map(({ file, mod }) => ({ file, says: mod })),
      ...workspace.workspaces.map(({ file, work }) => ({ file, says: work })),
    ];
    for (const { file, says } of files)
      for (const { newPath, span } of replacesOf(says, module))
        if (newPath === target)
          yield { at: { file, span }, says: "confirms", shows: `replace ${module} => ${newPath}` };
  },
});
