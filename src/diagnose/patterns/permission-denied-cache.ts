import { errorReader } from "../error-reader.ts";
import { definePattern } from "../pattern.ts";

const located = errorReader(
  /build cache is (?:required, but could not be located: (?<why>.+)|(?<off>disabled by GOCACHE=off), but required)/,
);
const build = errorReader(
  /(?:failed to initialize build cache at (?<cache>.+?): |disabling cache \((?<disabled>.+?)\) due to initialization failure: |could not create module cache: )(?<error>.+?)(?=\\n|"|$)/,
);
const denied =
  /(?:mkdir|open|stat|unlinkat|rename|remove|lock|lstat|chmod|create|writing \w+ cache: \w+) (?<path>(?:[A-Za-z]:)?[^\s:"]+)(?: [^\s"]+)?: (?<error>permission denied|read-only file system|operation not permitted|Access is denied)/;
/** Who deletes a module cache meets files without write permission, in folders without it. */
const removed =
  /^(?:rm: cannot remove|warning: failed to remove|warning: could not unlink|unlink of file) '?(?<path>.+?)'?: Permission denied$|(?:TempDir RemoveAll cleanup: )?unlinkat (?<unlinked>\S+): permission denied$/;
const cachePath = /(?<folder>.*?(?:pkg[\\/]mod|pkg[\\/]sumdb|go-build|gocache)(?:[\\/]cache)?)(?=[\\/]|$)/i;
const workDir = errorReader(/creating work dir: (?<error>(?:stat|mkdir) (?<path>\S+): .+)/);

/** Source of the words: cmd/go/internal/cache/default.go, modfetch/cache.go and fetch.go, work/action.go; package os. */
export default definePattern({
  id: "permission-denied-cache",
  title: "go may not write where it keeps its caches",
  rules: ["environment/no-cache-folder", "environment/relative-cache-folder", "cache/inside-checkout"],
  needles: [
    "build cache is required, but could not be located",
    "build cache is disabled by GOCACHE=off",
    "failed to initialize build cache at ",
    "due to initialization failure: ",
    "could not create module cache: ",
    "go: creating work dir: ",
    ": permission denied",
    ": read-only file system",
    ": operation not permitted",
    ": Access is denied",
    ": Permission denied",
  ],
  explains: ["missing-go-sum-entry"],

  match({ line }) {
    const { text } = line;
    const place = located(text);
    if (place?.off !== undefined)
      return {
        message: "GOCACHE=off switches the build cache off, and go builds nothing without it since 1.12",
        fix: "Set GOCACHE to a folder that this user may write, or unset it where HOME is set",
        confidence: 0.97,
        subject: "GOCACHE",
      };
    if (place?.why !== undefined)
      return {
        message: `go found no folder for its build cache: ${place.why}`,
        fix: place.why.includes("absolute")
          ? "Give GOCACHE an absolute path"
          : "Set HOME, or GOCACHE to a folder that this user may write",
        confidence: 0.97,
        subject: "GOCACHE",
      };
    const opened = build(text);
    if (opened?.error !== undefined) {
      const folder = opened.cache ?? opened.disabled;
      const isGoing = opened.disabled !== undefined;
      return {
        message: `go could not make its ${folder === undefined ? "module cache" : `build cache at ${folder}`}: ${opened.error}`,
        fix: `Set ${folder === undefined ? "GOMODCACHE (or GOPATH)" : "GOCACHE (or HOME)"} to a folder that this user may write`,
        confidence: isGoing ? 0.6 : 0.97,
        subject: folder ?? "module cache",
      };
    }
    const work = workDir(text);
    if (work?.error !== undefined)
      return {
        message: `go could not make its working folder: ${work.error}`,
        fix: "Set GOTMPDIR or TMPDIR to a folder that exists and that this user may write",
        confidence: 0.95,
        subject: "GOTMPDIR",
      };
    const gone = removed.exec(text.trim())?.groups;
    const left = /(?:^|[\\/])pkg[\\/]mod[\\/].*@v/.test(gone?.path ?? gone?.unlinked ?? "");
    if (left)
      return {
        message: "A module cache could not be deleted: go makes its files and folders read-only",
        fix: "Delete it with go clean -modcache, or make it writable (chmod -R u+w, GOFLAGS=-modcacherw before it is filled), or keep GOMODCACHE out of folders that are cleaned",
        confidence: text.startsWith("warning: ") ? 0.5 : 0.8,
        subject: "deleting",
      };
    const refused = denied.exec(text)?.groups;
    const folder = cachePath.exec(refused?.path ?? "")?.groups?.folder;
    if (refused?.error === undefined || folder === undefined || !isOfGo(text)) return undefined;
    const isModules = /[\\/]pkg[\\/]/.test(folder);
    return {
      message: `go may not write to ${folder}: ${refused.error}`,
      fix: `Run it as the owner of ${folder} (files that root or a cache step left there are read-only to others), or set ${isModules ? "GOMODCACHE" : "GOCACHE"} to a folder of this user`,
      confidence: 0.92,
      subject: folder,
    };
  },
});

/** Whether go or a tool that runs it prints the line: tar, cp and rm report on the same folders. */
function isOfGo(text: string): boolean {
  return !/^(?:\S*\/)?(?:rm|cp|mv|tar|chown|chmod|mkdir|find|rsync|ls|touch|bash|sh|git)(?:: |\[)/.test(text);
}
