import { definePattern } from "../pattern.ts";

const killed =
  /(?:^|[\s/\\:])(?<program>compile|link|asm|cgo|vet|[568]g|[568]l|cc1(?:plus)?|gcc|g\+\+|clang|collect2|ld|golangci-lint|go|go1\.[\d.]+|staticcheck)(?:\.exe)?: signal: killed$/;
/** Go 1.10 and older named the package, and not the tool. */
const ofPackage = /^go (?:build|install|test|vet|run|get) (?<package>\S+): signal: killed$/;
const cc =
  /(?:fatal error|internal compiler error): Killed signal terminated program (?<program>\w+)|collect2: fatal error: ld terminated with signal 9/;
const runtime =
  /^(?:fatal error: (?:runtime: )?(?:out of memory|cannot allocate memory)|runtime: out of memory: |fatal error: (?:runtime: cannot reserve arena|failed to reserve page summary memory))/;
const fork = /fork\/exec (?<program>\S+): cannot allocate memory$/;
const shell =
  /^(?:\S+: )?(?:line \d+: )?\s*\d+ Killed\s+(?<command>(?:\w+=\S* )*(?:\S*\/)?(?:go|golangci-lint|make)\b.*)$/;
const bare = /^signal: killed$/;
const kernel = /(?:Out of memory|Memory cgroup out of memory): Killed process \d+ \((?<program>[\w.-]+)\)/;
const exit137 = /(?:exit code:? |exit status |Error |error code )137\b/;
/** The step itself: Docker and make name the command and the status 128 + 9. */
const status =
  /(?:process "|executor failed running \[|The command ['"[])(?<command>[^"\]]*?\b(?:go (?:build|test|install|vet|run|mod)|golangci-lint)\b[^"'\]]*)["'\]](?: did not complete successfully: (?:exit code: 137|cannot allocate memory)|\]?: exit code: 137| returned a non-zero code: 137)/;
const ofGo = /^(?:compile|link|asm|cgo|vet|go|cc1(?:plus)?|ld|collect2|golangci-lint|\w+\.test)$/;

/** Source of the words: os/exec and cmd/go/internal/work/exec.go (`signal: killed`), runtime malloc, gcc and the kernel. */
export default definePattern({
  id: "killed-for-memory",
  title: "The system killed a compiler or linker, most often for memory",
  isOfPrograms: true,
  needles: [
    "signal: killed",
    "Killed signal terminated program",
    "ld terminated with signal 9",
    "runtime: out of memory",
    "fatal error: out of memory",
    "fatal error: cannot allocate memory",
    "cannot reserve arena virtual address",
    "failed to reserve page summary memory",
    ": cannot allocate memory",
    " Killed  ",
    "ut of memory: Killed process",
    "exit code: 137",
    "non-zero code: 137",
  ],

  match({ line, at }) {
    const { text } = line;
    if (/^\s*(?:\/\/|#(?![ \d])|\+ )/.test(text)) return undefined;
    const fix =
      "Give the job more memory (or swap), or let it do less at once: go build -p 1, GOMAXPROCS=2, GOGC=50, fewer jobs in parallel";
    const program = killed.exec(text)?.groups?.program ?? cc.exec(text)?.groups?.program;
    const built = ofPackage.exec(text)?.groups?.package;
    if (program !== undefined || built !== undefined || cc.test(text)) {
      const name = program ?? (built === undefined ? "ld" : `The compiler or linker of ${built}`);
      return {
        message: `${name} was killed by the system: signal 9 with no word of its own, which is what the kernel does when memory runs out`,
        fix,
        confidence: 0.9,
        subject: "memory",
      };
    }
    const kernelWord = kernel.exec(text)?.groups?.program;
    if (kernelWord !== undefined && ofGo.test(kernelWord))
      return {
        message: `The kernel ran out of memory and killed ${kernelWord}`,
        fix,
        confidence: 0.97,
        subject: "memory",
      };
    const forked = fork.exec(text)?.groups?.program;
    if (forked !== undefined)
      return { message: `There was no memory to start ${forked}`, fix, confidence: 0.9, subject: "memory" };
    if (runtime.test(text))
      return {
        message: `A Go program asked for memory and got none: ${text.replace(/^fatal error: /, "")}`,
        fix: "Give the job more memory, raise its ulimit -v, or look for what grows: the stacks below show who asked",
        confidence: 0.85,
        subject: "memory",
      };
    const started = shell.exec(text)?.groups?.command;
    if (started !== undefined)
      return {
        message: `"${started.trim()}" was killed by the system, which is what the kernel does when memory runs out`,
        fix,
        confidence: 0.8,
        subject: "memory",
      };
    const step = status.exec(text)?.groups?.command;
    if (step !== undefined)
      return {
        message: `"${step.replace(/^\/bin\/sh -c /, "")}" ended with status 137: the system killed it, most often for memory`,
        fix,
        confidence: 0.8,
        subject: "memory",
      };
    if (!bare.test(text)) return undefined;
    const near = [1, 2, 3, 4].map((offset) => at(offset)?.text ?? "");
    const isTimeout = near.some((each) => /timed? ?out|^FAIL.*\b(?:600|[1-9]\d{3})\.\d+s$/i.test(each));
    return {
      message:
        "A test binary or command was killed from outside (signal 9): by the kernel for memory, or by a time limit",
      fix: `${fix}; if memory sufficed, look for what sent the signal`,
      confidence: isTimeout ? 0.3 : near.some((each) => exit137.test(each)) ? 0.75 : 0.6,
      subject: "memory",
    };
  },
});
