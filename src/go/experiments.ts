/** Names that GOEXPERIMENT takes in Go 1.17 to 1.27, each release some of them; `no` in front switches one off. */
const experiments: ReadonlySet<string> = new Set(
  `aliastypeparams arenas boringcrypto cacheprog cgocheck2 coverageredesign dwarf5 fieldtrack goroutineleakprofile
  greenteagc heapminimum512kib jsonv2 loopvar mapsplitgroup newinliner pagetrace preemptibleloops
  randomizedheapbase64 rangefunc regabi regabiargs regabidefer regabig regabireflect regabiwrappers runtimefreegc
  runtimesecret simd sizespecializedmalloc spinbitmutex staticlockranking swissmap synchashtriemap synctest
  unified`.split(/\s+/),
);

/** The first name in a GOEXPERIMENT that no release knows: go stops at it. */
export function unknownExperiment(value: string): string | undefined {
  for (const entry of value.split(",")) {
    const name = entry.replace(/^no/, "");
    if (entry !== "" && entry !== "none" && !experiments.has(name)) return name;
  }
  return undefined;
}
