/** Real go.mod files and odd changes of them, read by the real go and by us: a fresh sample each time. */
import { goModEditSuite } from "./go-mod-edit-suite.ts";

goModEditSuite({ name: "go mod edit", sampleSize: 12, oddFiles: 200, timeoutMs: 120_000 });
