import { vendoredFilesSuite } from "./vendored-files-suite.ts";

for (const goLine of ["1.14", "1.16", "1.17", "1.21", "1.22", "1.24"])
  vendoredFilesSuite({ goLine, toolchain: "local" });
