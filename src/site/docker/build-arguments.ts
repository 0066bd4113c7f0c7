/** ARG of a Dockerfile: which value an instruction sees, by the scope rules of the Dockerfile reference. */
import { expandDockerText } from "../../workspace/dockerfile/expand-docker-text.ts";
import type { ArgInstruction, Dockerfile, DockerText } from "../../workspace/dockerfile/model.ts";
import type { Setting } from "../environment.ts";
import { known, unknown, type Value } from "../value.ts";
import { agreedArg, type DockerBuild } from "./find-docker-builds.ts";

/** Build arguments that BuildKit gives every stage that declares them. */
const platformArgs = new Set([
  "TARGETPLATFORM",
  "TARGETOS",
  "TARGETARCH",
  "TARGETVARIANT",
  "BUILDPLATFORM",
  "BUILDOS",
  "BUILDARCH",
  "BUILDVARIANT",
]);
/** Arguments that need no ARG instruction. */
const predefinedArgs = new Set([
  "HTTP_PROXY",
  "http_proxy",
  "HTTPS_PROXY",
  "https_proxy",
  "FTP_PROXY",
  "ftp_proxy",
  "NO_PROXY",
  "no_proxy",
  "ALL_PROXY",
  "all_proxy",
]);

/** How the texts of one Dockerfile are read. */
export interface DockerfileScope {
  readonly file: string;
  /** The escape character, by the `escape` directive. */
  readonly escapeMark: "\\" | "`";
  readonly builds: readonly DockerBuild[];
}

/** What a stage sees of the Dockerfile around it. */
export interface ArgumentScope extends DockerfileScope {
  readonly globals: ReadonlyMap<string, Setting>;
}

/** The scope of a Dockerfile that these builds use. */
export function dockerfileScope(dockerfile: Dockerfile, builds: readonly DockerBuild[]): ArgumentScope {
  const directive = dockerfile.directives.find(({ name }) => name === "escape")?.value;
  const escapeMark = directive === "`" ? "`" : "\\";
  const scope: DockerfileScope = { file: dockerfile.file, escapeMark, builds };
  const globals = new Map<string, Setting>();
  for (const arg of dockerfile.globalArgs) {
    const lookup = (name: string): string | undefined => settingText(globals.get(name));
    globals.set(arg.name, givenArg(arg.name, builds) ?? argSetting(arg, scope, lookup));
  }
  return { ...scope, globals };
}

/** What every build of this Dockerfile passes with --build-arg. */
function givenArg(name: string, builds: readonly DockerBuild[]): Setting | undefined {
  const value = agreedArg(builds, name);
  return value && { value, at: value.at, by: "--build-arg" };
}

function argSetting(
  arg: ArgInstruction,
  scope: DockerfileScope,
  lookup: (name: string) => string | undefined,
): Setting {
  const at = { file: scope.file, span: arg.span };
  if (!arg.defaultValue) {
    return { value: unknown(`ARG ${arg.name} has no default: the build gives it`, at), at, by: "ARG" };
  }
  return { value: expandText(arg.defaultValue, scope, lookup), at, by: "ARG" };
}

/** The text of a setting, if it is known. */
export function settingText(setting: Setting | undefined): string | undefined {
  return setting?.value.kind === "known" ? setting.value.text : undefined;
}

/** A text with its variables filled in. */
export function expandText(
  text: DockerText,
  scope: DockerfileScope,
  lookup: (name: string) => string | undefined,
): Value {
  const at = { file: scope.file, span: text.span };
  const result = expandDockerText(text, lookup, scope.escapeMark);
  if (result.text === undefined) {
    const names = result.unresolved.map((name) => `$${name}`).join(", ");
    return unknown(names === "" ? (result.problem ?? "it cannot be expanded") : `${names} is not known`, at);
  }
  return known(result.text, at);
}

/** `ARG NAME` inside a stage takes the global default of the same name; BuildKit fills in the platform names. */
export function stageArg(
  instruction: ArgInstruction,
  scope: ArgumentScope,
  lookup: (name: string) => string | undefined,
): Setting {
  const given = givenArg(instruction.name, scope.builds);
  if (given) return given;
  const global = scope.globals.get(instruction.name);
  if (!instruction.defaultValue && global) return global;
  const at = { file: scope.file, span: instruction.span };
  if (
    !instruction.defaultValue &&
    (platformArgs.has(instruction.name) || predefinedArgs.has(instruction.name))
  ) {
    return { value: unknown(`${instruction.name} is chosen when the image is built`, at), at, by: "ARG" };
  }
  return argSetting(instruction, scope, lookup);
}
