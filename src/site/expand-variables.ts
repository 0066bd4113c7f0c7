import type { Place } from "../text/span.ts";
import type { Environment } from "./environment.ts";
import { known, unknown, type Value } from "./value.ts";

/** `$NAME`, `${NAME}` and `%NAME%` of a CI setting, filled in from the variables before it; `$$` is a dollar. */
export function expandVariables(text: string, environment: Environment, at: Place): Value {
  let missing: string | undefined;
  const expanded = text.replace(/\$\$|\$\{?([A-Za-z_]\w*)\}?/g, (mark, name: string | undefined) => {
    if (name === undefined) return "$";
    const setting = environment.get(name);
    if (setting?.value.kind === "known") return setting.value.text;
    missing ??=
      setting?.value.kind === "unknown" ? setting.value.reason : `$${name} is set outside of the files`;
    return mark;
  });
  return missing === undefined ? known(expanded, at) : unknown(missing, at);
}
