/**
 * The flags of every go subcommand, Go 1.16 to 1.27, as the real commands of each minor version answer
 * (test/differential/flag-table.long.ts asks them). One word is one flag: `name`, `!` when it stands alone
 * or takes `=value` (a boolean), then `@since` or `@since-until` by minor version where not every version
 * has it; `until` is the first version without it.
 */
import { splitGoFields } from "./white-space.ts";

const chdir = "C@20";
const modFile = "modcacherw! modfile overlay";

/** What `go help build` lists, and four switches for debugging go itself. */
const build = `${chdir} ${modFile}
  a! asan!@18 asmflags buildmode buildvcs!@18 compiler debug-actiongraph debug-runtime-trace@21 debug-trace
  gccgoflags gcflags installsuffix ldflags linkshared! mod msan! n! p pgo@20 pkgdir race! tags toolexec
  trimpath! v! work! x!`;
const cover = "cover!@20 covermode@20 coverpkg@20";

const passedToTests = `bench benchmem! benchtime blockprofile blockprofilerate count coverprofile cpu cpuprofile
  failfast! fullpath!@21 fuzz@18 fuzzminimizetime@18 fuzztime@18 list memprofile memprofilerate mutexprofile
  mutexprofilefraction outputdir parallel run short! shuffle@17 skip@20 timeout trace v! artifacts!@26`;

const editMod = `dropexclude dropgodebug@23 dropignore@25 dropreplace droprequire dropretract droptool@24 exclude
  fmt! go godebug@23 ignore@25 json! module n! print! replace require retract tool@24 toolchain@21 x!`;

/** Own flags of each subcommand; names of two words stand for nested commands. */
export const flagWords: Readonly<Record<string, string>> = {
  bug: `${chdir} v!`,
  build: `${build} ${cover} o i!@0-20 json!@24`,
  clean: `${build} cache! fuzzcache!@18 i! modcache! r! testcache!`,
  doc: `${chdir} all! c! cmd! ex!@27 http!@25 short! src! u!`,
  env: `${chdir} changed!@23 json! n!@20 u! w! x!@20`,
  fix: `${since18(build)} fix@18 fixtool@26 json!@26 diff!@26 c@26`,
  fmt: `${chdir} ${modFile} mod n! x!`,
  generate: `${build} run skip@20`,
  get: `${without(build, "mod")} d! f! fix! insecure! m! t! u! json!@24 tool!@24`,
  install: `${build} ${cover} i!@0-20 json!@24`,
  list: `${build} ${cover} compiled! deps! e! export! f find! json! m! retracted! reuse@19 test! u! versions!`,
  run: `${build} ${cover} exec json!@24`,
  telemetry: "C@23",
  test: `${without(build, "v!")} ${passedToTests} ${testDot(passedToTests)}
    c! cover! covermode coverpkg exec i!@0-20 json! o vet`,
  tool: `${chdir} modcacherw!@24 modfile@24 overlay@24 n!`,
  version: `${chdir} json!@25 m! v!`,
  vet: `${build} c diff!@26 json! vettool`,
  "mod download": `${chdir} ${modFile} json! reuse@19 x!`,
  "mod edit": `${chdir} modcacherw! modfile overlay ${editMod}`,
  "mod graph": `${chdir} ${modFile} go@17 x!@20`,
  "mod init": `${chdir} ${modFile}`,
  "mod tidy": `${chdir} ${modFile} compat@17 diff!@23 e! go@17 v! x!@20`,
  "mod vendor": `${chdir} ${modFile} e! o@18 v!`,
  "mod verify": `${chdir} ${modFile}`,
  "mod why": `${chdir} ${modFile} m! vendor!`,
  "work edit":
    "C@20 dropgodebug@23 dropreplace@18 dropuse@18 fmt!@18 go@18 godebug@23 json!@18 print!@18 replace@18 toolchain@21 use@18",
  "work init": `${chdir} ${since18(modFile)}`,
  "work sync": `${chdir} ${since18(modFile)}`,
  "work use": `${chdir} ${since18(modFile)} r!@18`,
  "work vendor": "C@22 modcacherw!@22 modfile@22 overlay@22 e!@22 o@22 v!@22",
};

/**
 * Flags that `go vet` and `go fix` take from the tool they start: one per analyzer. GOFLAGS may carry
 * these only for that one command; every other command refuses them.
 */
export const toolFlagWords: Readonly<Record<string, string>> = {
  vet: `V! all! appends!@22 asmdecl! assign! atomic! bool! bools! buildtag! buildtags! cgocall! composites!
    composites.whitelist! compositewhitelist! copylocks! defers!@22 directive!@21 errorsas! fix!@26 flags!
    framepointer! hostport!@25 httpresponse! ifaceassert! loopclosure! lostcancel! methods! nilfunc! printf!
    printf.funcs printfuncs rangeloops! shift! sigchanyzer!@17 slog!@21 source! stdmethods! stdversion!@23
    stringintconv! structtag! testinggoroutine! testinggoroutine.subtest!@22 tests! timeformat!@20 unmarshal!
    unreachable! unsafeptr! unusedfuncs unusedresult! unusedresult.funcs unusedresult.stringmethods
    unusedstringmethods waitgroup!@25`,
  fix: `V!@26 all!@26 any!@26 atomictypes!@27 buildtag!@26 buildtags!@26 embedlit!@27 errorsastype!@27
    flags!@26 fmtappendf!@26-27 forvar!@26 hostport!@26 inline!@26 inline.allow_binding_decl!@26
    inline.lazy_edits!@26 mapsloop!@26 minmax!@26 newexpr!@26 omitzero!@26 plusbuild!@26 rangeint!@26
    reflecttypefor!@26 slicesbackward!@27 slicescontains!@26 slicessort!@26 source!@26 stditerators!@26
    stringsbuilder!@26 stringscut!@26 stringscutprefix!@26 stringsseq!@26 testingcontext!@26 unsafefuncs!@27
    waitgroup!@26-27 waitgroupgo!@27`,
};

function testDot(words: string): string {
  return splitGoFields(words)
    .map((word) => `test.${word}`)
    .join(" ");
}

function without(words: string, dropped: string): string {
  return splitGoFields(words)
    .filter((word) => word !== dropped)
    .join(" ");
}

/** The same flags for a command that took none before 1.18. */
function since18(words: string): string {
  return splitGoFields(words)
    .map((word) => (word.includes("@") ? word : `${word}@18`))
    .join(" ");
}
