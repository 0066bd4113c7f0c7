/** GitHub's hosted runners: what `runs-on` decides. Labels of self-hosted runners decide nothing. */
export interface RunnerFacts {
  readonly goos: string | undefined;
  readonly goarch: string | undefined;
  /** gcc or clang is on PATH of every hosted image (MinGW on Windows). */
  readonly hasCompiler: boolean | undefined;
  readonly isHosted: boolean;
}

export function runnerFacts(labels: readonly string[]): RunnerFacts {
  const lower = labels.map((label) => label.toLowerCase());
  if (lower.includes("self-hosted")) return selfHosted(lower);
  const label = lower.find((candidate) => /^(ubuntu|macos|windows)-/.test(candidate));
  if (label === undefined) return selfHosted(lower);
  const goos = label.startsWith("ubuntu") ? "linux" : label.startsWith("macos") ? "darwin" : "windows";
  return { goos, goarch: architecture(label), hasCompiler: true, isHosted: true };
}

function architecture(label: string): string {
  if (/-(?:arm|arm64)$/.test(label)) return "arm64";
  if (!label.startsWith("macos")) return "amd64";
  if (/-(?:intel|large)$/.test(label) || /^macos-1[0-3]\b/.test(label)) return "amd64";
  return "arm64";
}

function selfHosted(labels: readonly string[]): RunnerFacts {
  const has = (...names: readonly string[]): boolean =>
    labels.some((label) => names.some((name) => label === name || label.split(/[-_]/).includes(name)));
  const goos = has("linux", "ubuntu")
    ? "linux"
    : has("macos", "darwin")
      ? "darwin"
      : has("windows")
        ? "windows"
        : undefined;
  const goarch = has("arm64", "aarch64", "arm")
    ? "arm64"
    : has("x64", "amd64", "x86_64")
      ? "amd64"
      : undefined;
  return { goos, goarch, hasCompiler: undefined, isHosted: false };
}
