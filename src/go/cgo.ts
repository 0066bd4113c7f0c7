/** Whether cgo is on for a build, by go's rules (`go help environment`; https://pkg.go.dev/cmd/cgo). */
import { minorOfGoVersion } from "./minor-version.ts";
import { supportsCgoByDefault } from "./platforms.ts";

export interface CgoQuestion {
  /** Value of CGO_ENABLED; undefined or empty when it is not set. */
  readonly cgoEnabled: string | undefined;
  readonly goos?: string | undefined;
  readonly goarch?: string | undefined;
  readonly hostGoos: string;
  readonly hostGoarch: string;
  /** Value of CC. */
  readonly cc: string | undefined;
  /** Whether the default C compiler is found on PATH; undefined when nobody knows. */
  readonly compilerOnPath: boolean | undefined;
  /** Version of the toolchain that runs; undefined when nobody knows. */
  readonly goVersion: string | undefined;
}

export interface CgoDecision {
  readonly value: "on" | "off" | "unknown";
  /** The steps of the decision, one sentence part each, in order. */
  readonly why: readonly string[];
}

const FIRST_MINOR_THAT_LOOKS_FOR_A_COMPILER = 20;

/** Decides whether cgo is on and says why. */
export function decideCgo(question: CgoQuestion): CgoDecision {
  const { cgoEnabled = "", hostGoos, hostGoarch, cc = "", compilerOnPath, goVersion } = question;
  const goos = question.goos || hostGoos;
  const goarch = question.goarch || hostGoarch;
  if (cgoEnabled === "1") return { value: "on", why: ["CGO_ENABLED is 1"] };
  if (cgoEnabled === "0") return { value: "off", why: ["CGO_ENABLED is 0"] };

  const why = [
    cgoEnabled === ""
      ? "CGO_ENABLED is not set"
      : `CGO_ENABLED=${cgoEnabled} has no effect: only 0 and 1 have`,
  ];
  if (goos !== hostGoos || goarch !== hostGoarch) {
    return {
      value: "off",
      why: [...why, `${goos}/${goarch} is another platform than the host's ${hostGoos}/${hostGoarch}`],
    };
  }
  const minor = goVersion === undefined ? undefined : minorOfGoVersion(goVersion);
  const isSupported = supportsCgoByDefault(goos, goarch, minor);
  if (!isSupported) return { value: "off", why: [...why, `${goos}/${goarch} has no cgo by default`] };
  if (cc !== "") return { value: "on", why: [...why, `CC is set to ${cc}`] };
  if (compilerOnPath === true) return { value: "on", why: [...why, "a C compiler is on PATH"] };

  if (minor !== undefined && minor < FIRST_MINOR_THAT_LOOKS_FOR_A_COMPILER) {
    return { value: "on", why: [...why, `Go ${goVersion} does not look whether there is a C compiler`] };
  }
  if (compilerOnPath === undefined) {
    return { value: "unknown", why: [...why, "it is not known whether a C compiler is on PATH"] };
  }
  if (minor === undefined) {
    return { value: "unknown", why: [...why, "no C compiler is on PATH, and the Go version is not known"] };
  }
  return { value: "off", why: [...why, "no C compiler is on PATH and CC is not set"] };
}

/** The program go looks for when CC is not set. */
export function defaultCCompiler(goos: string): "gcc" | "clang" {
  return goos === "darwin" || goos === "ios" || goos === "freebsd" || goos === "openbsd" ? "clang" : "gcc";
}
