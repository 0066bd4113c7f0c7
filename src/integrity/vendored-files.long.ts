/** The suite with the toolchains of those days, which go downloads. */
import { vendoredFilesSuite } from "./vendored-files-suite.ts";

const toolchains = ["go1.14.15", "go1.16.15", "go1.17.13", "go1.21.13", "go1.23.4", "go1.24.1"];

for (const toolchain of toolchains) {
  const [, line = ""] = /^go(1\.\d+)/.exec(toolchain) ?? [];
  for (const goLine of new Set(["1.14", line]))
    vendoredFilesSuite({ goLine, toolchain, isEarly: /^go1\.1[46]\b/.test(toolchain) });
}
