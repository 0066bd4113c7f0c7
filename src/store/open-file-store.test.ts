import { createFilePlace } from "./_file-place.ts";
import { storeSuite } from "./_store-suite.ts";

storeSuite("folder", async () => createFilePlace());
