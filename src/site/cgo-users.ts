/** Which of the packages that a build compiles use cgo, as far as files tell. */

import { isPackageOf } from "../go/is-package-of.ts";
import type { Place } from "../text/span.ts";
import type { GoModule } from "../workspace/gomod/model.ts";
import { cgoModules } from "./knowledge/cgo-modules.ts";
import type { PackageClosure } from "./package-closure.ts";

export interface CgoUser {
  /** What a person knows it by: an import path or a file. */
  readonly name: string;
  /** `std`: only net or os/user of the standard library, which tags can turn to pure Go. */
  readonly kind: "std" | "own" | "module";
  readonly at: Place;
}

/** Packages of the standard library that bring net. */
const bringsNet =
  /^(?:net|net\/(?:http|smtp|rpc|mail|textproto)(?:\/.*)?|crypto\/(?:tls|x509)|log\/syslog|expvar)$/;
/** And those that bring os/user. */
const bringsUser = /^(?:os\/user|archive\/tar)$/;

/** Users of cgo in a closure, the surest first; `tags` are those of the build. */
export function cgoUsers(closure: PackageClosure, tags: readonly string[]): readonly CgoUser[] {
  const users: CgoUser[] = [];
  for (const file of closure.files) {
    if (file.usesCgo)
      users.push({ name: file.path, kind: "own", at: { file: file.path, span: { start: 0, end: 0 } } });
  }
  for (const [path, at] of closure.imports) {
    if (cgoModules.some((module) => isPackageOf(path, module.path)))
      users.push({ name: path, kind: "module", at });
  }
  for (const [path, at] of closure.imports) {
    const isNet = bringsNet.test(path) && !tags.includes("netgo");
    const isUser = bringsUser.test(path) && !tags.includes("osusergo");
    if (isNet || isUser) users.push({ name: path, kind: "std", at });
  }
  return users;
}

const mayNeed = new WeakMap<GoModule, boolean>();

/** Whether a module requires one whose packages work only with cgo; `withoutCgo` of the table says how they fail. */
export function requiresCgoModule(module: GoModule): boolean {
  const known = mayNeed.get(module);
  if (known !== undefined) return known;
  const answer = module.mod.requires.some(({ path }) =>
    cgoModules.some((each) => isPackageOf(each.path, path) || isPackageOf(path, each.path)),
  );
  mayNeed.set(module, answer);
  return answer;
}
