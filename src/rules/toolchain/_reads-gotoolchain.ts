import { minorOfGo } from "../../site/minor-of-go.ts";
import type { GoCommand } from "../../site/site.ts";

/** Whether a command may be one of a go that reads GOTOOLCHAIN: go up to 1.20 does not know it. */
export function readsGotoolchain({ go }: GoCommand): boolean {
  const installed =
    go.installed && minorOfGo({ ...go, version: undefined, range: `${go.installed.version}.x` });
  return installed === undefined || installed >= 21;
}
