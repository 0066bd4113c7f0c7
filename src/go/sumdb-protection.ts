/** Whether the checksum database stands behind a module that go.sum does not know yet (https://go.dev/ref/mod#checksum-database). */
import { matchesPrefixPatterns } from "./private-patterns.ts";

/** Settings as they are in effect; an empty one counts as unset. */
export interface SumdbSettings {
  readonly modulePath: string;
  readonly gosumdb?: string | undefined;
  readonly gonosumdb?: string | undefined;
  readonly goprivate?: string | undefined;
  readonly goproxy?: string | undefined;
}

/** Whether the database is asked, and if not, which setting says so. */
export type SumdbProtection =
  | { readonly kind: "covered" }
  /** `reason` names the setting: `GOSUMDB=off`, `GONOSUMDB=example.com matches`. */
  | { readonly kind: "exempt"; readonly reason: string };

const covered: SumdbProtection = { kind: "covered" };

/** Whether go asks the checksum database about a module that has no line in go.sum. */
export function sumdbProtection(settings: SumdbSettings): SumdbProtection {
  const goproxy = settings.goproxy ?? "";
  if (settings.modulePath === "golang.org/toolchain") {
    // Toolchains cannot stand in go.sum, so the database must answer: GOSUMDB=off and GONOSUMDB do not exempt them.
    if (goproxy.startsWith("file://") && !/[,|]/.test(goproxy)) {
      return { kind: "exempt", reason: `GOPROXY=${goproxy} is a single file URL` };
    }
    return covered;
  }
  if (settings.gosumdb === "off") return { kind: "exempt", reason: "GOSUMDB=off" };
  const [name, patterns] = settings.gonosumdb
    ? ["GONOSUMDB", settings.gonosumdb]
    : ["GOPRIVATE", settings.goprivate ?? ""];
  if (!matchesPrefixPatterns(patterns, settings.modulePath)) return covered;
  return { kind: "exempt", reason: `${name}=${patterns} matches ${settings.modulePath}` };
}
