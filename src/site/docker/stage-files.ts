/**
 * Which files of the repository lie in an image when an instruction runs: what COPY, ADD and bind mounts
 * bring. Over 300 lines because a stage is followed once and its states are shared by all questions.
 */

import { baseNameOf } from "../../text/path-parts.ts";
import { decodeSource } from "../../text/source-file.ts";
import { expandDockerText } from "../../workspace/dockerfile/expand-docker-text.ts";
import type {
  Dockerfile,
  DockerInstruction,
  DockerStage,
  DockerText,
} from "../../workspace/dockerfile/model.ts";
import { createDockerIgnore, type DockerIgnore } from "../../workspace/tree/docker-ignore.ts";
import type { Workspace } from "../../workspace/workspace.ts";
import { imageFacts } from "../knowledge/images.ts";
import { normalizePath } from "../shell/join-folder.ts";
import { copySources } from "./copy-sources.ts";
import { makesNoFiles } from "./makes-no-files.ts";
import { foldStages, imageOfStage } from "./stage-image.ts";

export interface StageFiles {
  /** The working directory, absolute; undefined when it is not known. */
  readonly folder: string | undefined;
  /** Whether a file lies at an absolute path of the image; unknown where something else may have put it. */
  has(path: string): "yes" | "no" | "unknown";
  /** Where a file of the repository lies in the image. */
  locate(treePath: string): string | undefined;
  /** Whether .dockerignore keeps a file of the repository out of the context. */
  isLeftOut(treePath: string): boolean;
}

interface Copy {
  /** Absolute path in the image. */
  readonly target: string;
  /** File or folder of the tree; "" is its root. */
  readonly source: string;
  readonly isFile: boolean;
}

/** What lies in an image after an instruction; the next one shares all that it does not change. */
interface State {
  readonly folder: string | undefined;
  readonly copies: CopyList | undefined;
  /** Folders of the image into which something else than the context went. */
  readonly open: ReadonlySet<string>;
}

/** Newest first. */
interface CopyList {
  readonly copy: Copy;
  readonly before: CopyList | undefined;
}

/** A stage that was followed once: every command in it finds its files here. */
interface FollowedStage {
  readonly start: State;
  /** The state after each instruction. */
  readonly after: readonly State[];
  readonly variables: Variables;
}

/** ARG and ENV of a stage and of those under it. */
interface Variables {
  readonly own: Map<string, string | undefined>;
  readonly base: Variables | undefined;
}

interface StageQuestion {
  readonly dockerfile: Dockerfile;
  readonly stage: DockerStage;
  readonly offset: number;
  readonly workspace: Workspace;
  readonly context: string;
}

/** The files at an offset of a stage when `docker build` gets a folder of the tree as its context. */
export function stageFilesAt(question: StageQuestion): StageFiles {
  const { dockerfile, stage, offset, workspace, context } = question;
  const { stages, files } = followed(dockerfile, workspace, context);
  const state = stateAt(stages.get(stage), stage, offset, { workspace, context });
  const known = files.get(state);
  if (known) return known;
  const found = filesOfState(state, dockerIgnoreOf(dockerfile, context, workspace), { workspace, context });
  files.set(state, found);
  return found;
}

interface FollowedFile {
  readonly stages: ReadonlyMap<DockerStage, FollowedStage>;
  readonly files: WeakMap<State, StageFiles>;
}

const followedFiles = new WeakMap<Workspace, WeakMap<Dockerfile, Map<string, FollowedFile>>>();

function followed(dockerfile: Dockerfile, workspace: Workspace, context: string): FollowedFile {
  const ofWorkspace = followedFiles.get(workspace) ?? new WeakMap<Dockerfile, Map<string, FollowedFile>>();
  followedFiles.set(workspace, ofWorkspace);
  const ofFile = ofWorkspace.get(dockerfile) ?? new Map<string, FollowedFile>();
  ofWorkspace.set(dockerfile, ofFile);
  const existing = ofFile.get(context);
  if (existing) return existing;
  const stages = foldStages<FollowedStage>(dockerfile, (stage, base) => {
    const isOpen = base === undefined && !isPlainBase(dockerfile, stage);
    const bare: State = { folder: "/", copies: undefined, open: new Set(isOpen ? ["/"] : []) };
    return followStage(stage, base, { start: base?.after.at(-1) ?? base?.start ?? bare, workspace, context });
  });
  const made: FollowedFile = { stages, files: new WeakMap() };
  ofFile.set(context, made);
  return made;
}

function followStage(
  stage: DockerStage,
  base: FollowedStage | undefined,
  { start, ...scope }: Scope & { readonly start: State },
): FollowedStage {
  const variables: Variables = { own: new Map(), base: base?.variables };
  const after: State[] = [];
  let state = start;
  for (const instruction of stage.instructions) {
    state = applyInstruction(instruction, state, variables, scope);
    after.push(state);
  }
  // A stage without variables of its own makes no chain longer.
  return { start, after, variables: variables.own.size === 0 && base ? base.variables : variables };
}

function stateAt(
  followedStage: FollowedStage | undefined,
  { instructions }: DockerStage,
  offset: number,
  scope: Scope,
): State {
  const { start, after }: Pick<FollowedStage, "start" | "after"> = followedStage ?? {
    start: { folder: "/", copies: undefined, open: new Set(["/"]) },
    after: [],
  };
  const index = lastStartingBefore(instructions, offset);
  const instruction = instructions[index];
  const reached = after[index] ?? start;
  if (instruction?.kind !== "run" || offset > instruction.span.end) return reached;
  // The instruction that asks has its own bind mounts.
  return applyMounts(instruction, reached, scope);
}

/** Index of the last instruction that starts at or before an offset; -1 when none does. */
function lastStartingBefore(instructions: readonly DockerInstruction[], offset: number): number {
  let low = 0;
  let high = instructions.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((instructions[middle]?.span.start ?? 0) <= offset) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}

function filesOfState(
  state: State,
  ignore: DockerIgnore | undefined,
  { workspace, context }: Scope,
): StageFiles {
  const copies: Copy[] = [];
  for (let list = state.copies; list; list = list.before) copies.push(list.copy);
  copies.reverse();
  const open = [...state.open];
  const inContext = (path: string): string => (context === "" ? path : path.slice(context.length + 1));
  const isLeftOut = (path: string): boolean => ignore?.isIgnored(inContext(path)) ?? false;
  return {
    folder: state.folder,
    isLeftOut,
    has: remember((path) => {
      const isThere = copies.some(({ target, source, isFile }) => {
        if (isFile) return path === target && !isLeftOut(source);
        const rest = below(path, target);
        if (rest === undefined) return false;
        const treePath = join(source, rest);
        return workspace.tree.entry(treePath) !== undefined && !isLeftOut(treePath);
      });
      if (isThere) return "yes";
      return open.some((folder) => path === folder || below(path, folder) !== undefined) ? "unknown" : "no";
    }),
    locate: remember((treePath) => {
      if (isLeftOut(treePath)) return undefined;
      for (const { target, source, isFile } of copies) {
        if (isFile && source === treePath) return target;
        const rest = isFile ? undefined : source === "" ? treePath : below(treePath, source);
        if (rest !== undefined) return normalizePath(`${target}/${rest}`);
      }
      return undefined;
    }),
  };
}

/** Answers each path once: all commands that see the same files ask about the same ones. */
function remember<Answer>(answer: (path: string) => Answer): (path: string) => Answer {
  const answers = new Map<string, Answer>();
  return (path) => {
    const known = answers.get(path);
    if (known !== undefined || answers.has(path)) return known as Answer;
    const found = answer(path);
    answers.set(path, found);
    return found;
  };
}

/** A well-known image holds no sources of anybody's module. */
function isPlainBase(dockerfile: Dockerfile, stage: DockerStage): boolean {
  const image = imageOfStage(dockerfile, stage);
  return image !== undefined && !imageFacts(image).isOpaque;
}

function dockerIgnoreOf(
  dockerfile: Dockerfile,
  context: string,
  { tree }: Workspace,
): DockerIgnore | undefined {
  for (const path of [`${dockerfile.file}.dockerignore`, join(context, ".dockerignore")]) {
    const read = tree.entry(path) ? tree.read(path) : undefined;
    if (read?.ok) return createDockerIgnore(decodeSource(path, read.bytes).text);
  }
  return undefined;
}

interface Scope {
  readonly context: string;
  readonly workspace: Workspace;
}

function valueIn(variables: Variables | undefined, name: string): string | undefined {
  for (let scope = variables; scope; scope = scope.base) {
    if (scope.own.has(name)) return scope.own.get(name);
  }
  return undefined;
}

function applyInstruction(
  instruction: DockerInstruction,
  state: State,
  variables: Variables,
  scope: Scope,
): State {
  const expand = (text: DockerText): string | undefined =>
    expandDockerText(text, (name) => valueIn(variables, name)).text;
  switch (instruction.kind) {
    case "arg":
      variables.own.set(instruction.name, instruction.defaultValue && expand(instruction.defaultValue));
      return state;
    case "env":
      variables.own.set(instruction.name, expand(instruction.value));
      return state;
    case "workdir": {
      const path = expand(instruction.path);
      return { ...state, folder: path === undefined ? undefined : absolute(path, state.folder) };
    }
    case "copy":
    case "add":
      return applyCopy(instruction, state, scope, expand);
    case "run":
      return makesNoFiles(instruction) ? state : opened(state, "/");
    case "other":
      return /^onbuild$/i.test(instruction.keyword) ? opened(state, "/") : state;
    default:
      return state;
  }
}

function opened(state: State, folder: string): State {
  // What may come from anywhere already stays the same state, and shares its answers.
  if (state.open.has(folder) || state.open.has("/")) return state;
  return { ...state, open: new Set(folder === "/" ? ["/"] : [...state.open, folder]) };
}

function copied(state: State, copy: Copy): State {
  return { ...state, copies: { copy, before: state.copies } };
}

function applyCopy(
  instruction: DockerInstruction & { kind: "copy" | "add" },
  before: State,
  { context, workspace }: Scope,
  expand: (text: DockerText) => string | undefined,
): State {
  const written = expand(instruction.target);
  const target = written === undefined ? undefined : absolute(written, before.folder);
  if (target === undefined || written === undefined) return opened(before, "/");
  const isPlain = ![...instruction.flags.keys()].some((flag) => flag === "parents" || flag === "exclude");
  if (instruction.from || instruction.hasHereDocument || !isPlain) return opened(before, target);
  let state = before;
  const sources = instruction.sources.map(expand);
  const isFolder = target === before.folder || /(?:^|\/)\.{0,2}$/.test(written) || sources.length > 1;
  for (const source of sources) {
    const found = source === undefined ? undefined : copySources(source, context, workspace.tree);
    if (!found) {
      state = opened(state, target);
      continue;
    }
    for (const { path, isFile, below: name, isMatched } of found) {
      const isInside = isFile && (isFolder || (isMatched && baseNameOf(target) !== name));
      state = copied(state, {
        target: isInside ? normalizePath(`${target}/${name}`) : target,
        source: path,
        isFile,
      });
    }
  }
  return state;
}

function applyMounts(
  instruction: DockerInstruction & { kind: "run" },
  before: State,
  { context, workspace }: Scope,
): State {
  let state = before;
  for (const { type, options } of instruction.mounts) {
    if (type !== "bind") continue;
    const written = ["target", "dst", "destination"].map((name) => options.get(name)).find(Boolean) ?? ".";
    const target = absolute(written, state.folder);
    const source = normalizePath(`${context}/${options.get("source") ?? options.get("src") ?? "."}`, false);
    if (target === undefined || options.has("from")) state = opened(state, target ?? "/");
    else state = copied(state, { target, source, isFile: workspace.tree.entry(source) !== undefined });
  }
  return state;
}

function absolute(path: string, folder: string | undefined): string | undefined {
  if (path.startsWith("/")) return normalizePath(path);
  return folder === undefined ? undefined : normalizePath(`${folder}/${path}`);
}

/** The part of a path below a folder; undefined when it does not lie there. */
function below(path: string, folder: string): string | undefined {
  const prefix = folder === "/" || folder === "" ? folder : `${folder}/`;
  return path.startsWith(prefix) && path.length > prefix.length ? path.slice(prefix.length) : undefined;
}

function join(folder: string, rest: string): string {
  return folder === "" ? rest : `${folder}/${rest}`;
}
