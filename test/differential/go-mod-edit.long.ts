/** Every go.mod of the corpus and many odd changes of them, read by the real go and by us. */
import { goModEditSuite } from "./go-mod-edit-suite.ts";

goModEditSuite({ name: "go mod edit, whole", oddFiles: 10_000, timeoutMs: 1_800_000 });
