import { errorReader } from "../error-reader.ts";
import { definePattern } from "../pattern.ts";

const read = errorReader(
  /(?:(?<path>[^\s:"']{1,300}): )?(?<error>[Nn]o space left on device|[Dd]isk quota exceeded|There is not enough space on the disk)/,
);

/** The same error number for limits of the kernel that are no disk. */
const otherLimit = /inotify|fsnotify|epoll|\/sys\/fs\/cgroup|shmget|semget|sem_open|watch(?:er|es)?\b/i;

/** Source of the words: ENOSPC and EDQUOT of the system, as package os, the linker, gcc, tar and Docker pass them on. */
export default definePattern({
  id: "disk-full",
  title: "The disk is full",
  isOfPrograms: true,
  needles: [
    "o space left on device",
    "isk quota exceeded",
    "There is not enough space on the disk",
    "signal SIGBUS: bus error",
  ],
  explains: ["killed-for-memory", "permission-denied-cache"],

  match({ line, at }) {
    // The linker writes through memory; on a full disk that is a bus error and not a word.
    if (line.text.includes("signal SIGBUS: bus error")) {
      const isLinker = Array.from({ length: 14 }, (_, index) => at(index + 1)?.text ?? "").some((text) =>
        /^\s*cmd\/link\/internal\/ld\.\(\*OutBuf\)/.test(text),
      );
      if (!isLinker) return undefined;
      return {
        message:
          "The linker could not write its output file (SIGBUS): the disk is full, or shared memory is too small",
        fix: "Free space before this step (df -h; go clean -cache, docker system prune), or set GOTMPDIR to a larger disk",
        confidence: 0.85,
        subject: "disk",
      };
    }
    const words = read(line.text);
    if (!words?.error || otherLimit.test(line.text)) return undefined;
    const { error } = words;
    // `dpkg: error: No space …` names no file.
    const path = /^(?:error|fatal|warning|failed|panic|E)$/i.test(words.path ?? "") ? undefined : words.path;
    const isWork = /\$WORK|go-build\d|\/tmp\//.test(line.text);
    const folder = isWork
      ? "the temporary folder"
      : path === undefined
        ? "the disk"
        : `the disk under ${path}`;
    const isTest = /^\s+\S+_test\.go:\d+: /.test(line.text);
    return {
      message: `${folder.replace(/^t/, "T")} is full: ${error}`,
      fix: `Free space or inodes before this step (df -h, df -i; go clean -cache -modcache, docker system prune)${isWork ? ", or set GOTMPDIR and GOCACHE to a larger disk" : ""}`,
      confidence: isTest ? 0.6 : 0.95,
      subject: "disk",
    };
  },
});
