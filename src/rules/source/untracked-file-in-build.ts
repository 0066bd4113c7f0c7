import { defineRule } from "../rule.ts";

export default defineRule({
  id: "source/untracked-file-in-build",
  status: "preview",
  since: "0.1.0",
  harm: "S3",
  proof: ["source-untracked-file-in-build"],
  summary: "A Go file that git does not track is compiled here and is not there in a clone.",
  why:
    "go takes every Go file of a package's folder, tracked or not. The same commit then builds another program " +
    "here than in CI, and from Go 1.24 on the version is stamped +dirty.",
  remedy: "Commit the file, delete it, or generate it in every build.",
  reads: "repository",

  *check(_, { workspace: { goFiles, tree } }) {
    const isTracked = new Map(goFiles.map((file) => [file, tree.isTracked(file.path)]));
    const tracked = goFiles.filter((file) => isTracked.get(file) === true);
    const folders = new Set(tracked.map((file) => file.folder));
    for (const file of goFiles) {
      // A whole new package is work in progress: nothing that git tracks is built with it.
      if (isTracked.get(file) !== false || !file.packageName || !folders.has(file.folder)) continue;
      yield {
        at: { file: file.path, span: { start: 0, end: 0 } },
        message: `Git does not track ${file.path}, but go compiles it into package ${file.packageName}: a clone builds without it`,
        cause: "untracked Go files",
      };
    }
  },
});
