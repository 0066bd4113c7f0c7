/** What every back end of the store must do, tried on each of them. */
import { blobSuite } from "./_blob-suite.ts";
import { changeSuite } from "./_change-suite.ts";
import { documentSuite } from "./_document-suite.ts";
import { sharingSuite } from "./_sharing-suite.ts";
import { createGroup, type StorePlace } from "./_store-place.ts";
import { versionSuite } from "./_version-suite.ts";

/** Runs the suite on places that `create` makes, a fresh one for each group of tests. */
export function storeSuite(name: string, create: () => Promise<StorePlace>): void {
  const group = createGroup(name, create);
  for (const suite of [blobSuite, versionSuite, changeSuite, documentSuite, sharingSuite]) suite(group);
}
