/** The targets of a goreleaser build. */
import { platforms } from "../../go/platforms.ts";
import type { GoreleaserBuild } from "../../workspace/goreleaser/model.ts";
import type { YamlScalar } from "../../workspace/yaml/node.ts";
import { known, type Value } from "../value.ts";
import { goreleaserTemplate as template } from "./goreleaser-template.ts";

/** A pair for which goreleaser builds. */
export interface Target {
  readonly goos: Value;
  readonly goarch: Value;
  /** The third part of a target as written: `v3`. */
  readonly level?: string;
}

/** What Go supports first; both names mean this list. */
const firstClass =
  "darwin_amd64 darwin_arm64 linux_386 linux_amd64 linux_arm linux_arm64 windows_386 windows_amd64".split(
    " ",
  );

/** The targets of one item of `targets:`; goreleaser builds nothing for a name without `_`. */
function targetsNamed({ text, span }: YamlScalar, file: string): readonly Target[] {
  const at = { file, span };
  if (text.includes("{{")) return [{ goos: template(text, at), goarch: template(text, at) }];
  const names = /^go_(?:118_)?first_class$/.test(text) ? firstClass : [text];
  return names.flatMap((name) => {
    const [goos, goarch, level] = name.split("_");
    if (goos === undefined || goarch === undefined) return [];
    return [{ goos: known(goos, at), goarch: known(goarch, at), ...(level === undefined ? {} : { level }) }];
  });
}

/** Targets as goreleaser makes them: `targets:`, else the product of goos and goarch that Go supports. */
export function targetsOf(build: GoreleaserBuild, file: string): readonly Target[] {
  const toValue = (scalar: YamlScalar): Value => {
    const at = { file, span: scalar.span };
    return scalar.text.includes("{{") ? template(scalar.text, at) : known(scalar.text, at);
  };
  if (build.targets.length > 0) {
    const listed = build.targets.flatMap((scalar) => targetsNamed(scalar, file));
    const texts = listed.map(
      (target) => `${textOfValue(target.goos)}_${textOfValue(target.goarch)}_${target.level}`,
    );
    return listed.filter((_, index) => texts.indexOf(texts[index] ?? "") === index);
  }
  const systems =
    build.goos.length > 0
      ? build.goos.map(toValue)
      : ["linux", "darwin", "windows"].map((text) => known(text));
  const archs =
    build.goarch.length > 0
      ? build.goarch.map(toValue)
      : ["386", "amd64", "arm64"].map((text) => known(text));
  const pairs = systems.flatMap((goos) => archs.map((goarch) => ({ goos, goarch })));
  return pairs.filter(({ goos, goarch }) => isBuilt(goos, goarch, build));
}

function isBuilt(goos: Value, goarch: Value, build: GoreleaserBuild): boolean {
  if (goos.kind === "unknown" || goarch.kind === "unknown") return true;
  if (!platforms.some((platform) => platform.goos === goos.text && platform.goarch === goarch.text))
    return false;
  return !build.ignored.some(
    (rule) =>
      (rule.get("goos") ?? goos.text) === goos.text &&
      (rule.get("goarch") ?? goarch.text) === goarch.text &&
      !rule.has("goarm") &&
      !rule.has("goamd64"),
  );
}

function textOfValue(value: Value): string {
  return value.kind === "known" ? value.text : "?";
}
