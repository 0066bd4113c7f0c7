/** The tags that the toolchain of one command switches on: features of the target, experiments, instrumentation. */
import { levelNames } from "../go/level-names.ts";
import { defaultToolTags } from "../go/tool-tags.ts";
import type { GoCommand } from "./site.ts";

export interface ToolTags {
  /** On for sure. */
  readonly on: readonly string[];
  /** On or off, as a setting or a version turns out that files do not show. */
  readonly isOpen: (tag: string) => boolean;
}

const featureTag = /^(?:386|amd64|arm|arm64|mips|mipsle|mips64|mips64le|ppc64|ppc64le|riscv64|wasm)\./;
const experimentTag = /^goexperiment\./;

/** From 1.18 on calls in registers belong to the architecture: no setting switches them. */
const callTag = /^goexperiment\.regabi(?:wrappers|args)?$/;
const firstFixed = 18;

/** The newest minor version whose defaults are known. */
const newestMinor = 27;

/** `minor` is undefined where any version from `leastMinor` on may run. */
export function toolTagsOfCommand(
  command: Pick<GoCommand, "goos" | "goarch" | "environment">,
  { minor, leastMinor }: { readonly minor: number | undefined; readonly leastMinor: number },
): ToolTags {
  const { goos, goarch, environment } = command;
  const level = goarch.kind === "known" ? environment.goSetting(levelNames[goarch.text] ?? "") : undefined;
  const experiments = environment.goSetting("GOEXPERIMENT");
  const isLevelOpen = level?.value.kind === "unknown" || goarch.kind === "unknown";
  const areExperimentsOpen =
    experiments?.value.kind === "unknown" || goos.kind === "unknown" || goarch.kind === "unknown";
  const first = minor ?? Math.min(leastMinor, newestMinor);
  const last = minor ?? newestMinor;
  const sets: (readonly string[])[] = [];
  for (let goMinor = first; goMinor <= last; goMinor++) {
    const question = {
      goos: goos.kind === "known" ? goos.text : "linux",
      goarch: goarch.kind === "known" ? goarch.text : "amd64",
      goMinor,
      level: level?.value.kind === "known" ? level.value.text : undefined,
    };
    const text = experiments?.value.kind === "known" ? experiments.value.text : "";
    sets.push(withExperiments(defaultToolTags(question), text, goMinor >= firstFixed));
  }
  const every = sets.reduce((all, set) => all.filter((tag) => set.includes(tag)));
  const some = new Set(sets.flat());
  const isSettingOpen = (tag: string): boolean =>
    (isLevelOpen && featureTag.test(tag)) || (areExperimentsOpen && experimentTag.test(tag));
  return {
    on: every.filter((tag) => !isSettingOpen(tag)),
    isOpen: (tag) => isSettingOpen(tag) || (some.has(tag) && !every.includes(tag)),
  };
}

/** GOEXPERIMENT over the defaults: names switch on, `noname` off, `none` all off. */
function withExperiments(tags: readonly string[], text: string, keepsCalls: boolean): readonly string[] {
  const isFixed = (tag: string): boolean => keepsCalls && callTag.test(tag);
  let result = tags;
  for (const name of text.split(",").filter(Boolean)) {
    if (name === "none") {
      result = result.filter((tag) => !experimentTag.test(tag) || isFixed(tag));
      continue;
    }
    const isOff = name.startsWith("no");
    const named = `goexperiment.${isOff ? name.slice(2) : name}`;
    if (isFixed(named)) continue;
    result = result.filter((tag) => tag !== named);
    if (!isOff) result = [...result, named];
  }
  return result;
}
