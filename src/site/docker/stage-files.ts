/** Which files of the repository lie in an image when an instruction runs: what COPY, ADD and bind mounts bring. */

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
import { chainOfStage, imageOfStage } from "./stage-image.ts";

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

interface State {
  folder: string | undefined;
  readonly variables: Map<string, string | undefined>;
  readonly copies: Copy[];
  /** Folders of the image into which something else than the context went. */
  readonly open: string[];
}

/** The files at an offset of a stage when `docker build` gets a folder of the tree as its context. */
export function stageFilesAt(question: {
  readonly dockerfile: Dockerfile;
  readonly stage: DockerStage;
  readonly offset: number;
  readonly workspace: Workspace;
  readonly context: string;
}): StageFiles {
  const { dockerfile, stage, offset, workspace, context } = question;
  const ignore = dockerIgnoreOf(dockerfile, context, workspace);
  const state: State = { folder: "/", variables: new Map(), copies: [], open: [] };
  for (const each of chainOfStage(dockerfile, stage)) {
    if (each.buildsOn === undefined && !isPlainBase(dockerfile, each)) state.open.push("/");
    for (const instruction of each.instructions) {
      if (each === stage && instruction.span.start > offset) break;
      const isLast = each === stage && offset <= instruction.span.end;
      applyInstruction(instruction, state, { context, workspace, isLast });
    }
  }
  const inContext = (path: string): string => (context === "" ? path : path.slice(context.length + 1));
  const isLeftOut = (path: string): boolean => ignore?.isIgnored(inContext(path)) ?? false;
  return {
    folder: state.folder,
    isLeftOut,
    has(path) {
      const isThere = state.copies.some(({ target, source, isFile }) => {
        if (isFile) return path === target && !isLeftOut(source);
        const rest = below(path, target);
        if (rest === undefined) return false;
        const treePath = join(source, rest);
        return workspace.tree.entry(treePath) !== undefined && !isLeftOut(treePath);
      });
      if (isThere) return "yes";
      return state.open.some((folder) => path === folder || below(path, folder) !== undefined)
        ? "unknown"
        : "no";
    },
    locate(treePath) {
      if (isLeftOut(treePath)) return undefined;
      for (const { target, source, isFile } of state.copies) {
        if (isFile && source === treePath) return target;
        const rest = isFile ? undefined : source === "" ? treePath : below(treePath, source);
        if (rest !== undefined) return normalizePath(`${target}/${rest}`);
      }
      return undefined;
    },
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
  /** The instruction that asks: its own bind mounts are there. */
  readonly isLast: boolean;
}

function applyInstruction(instruction: DockerInstruction, state: State, scope: Scope): void {
  const expand = (text: DockerText): string | undefined =>
    expandDockerText(text, (name) => state.variables.get(name)).text;
  switch (instruction.kind) {
    case "arg":
      state.variables.set(instruction.name, instruction.defaultValue && expand(instruction.defaultValue));
      return;
    case "env":
      state.variables.set(instruction.name, expand(instruction.value));
      return;
    case "workdir": {
      const path = expand(instruction.path);
      state.folder = path === undefined ? undefined : absolute(path, state.folder);
      return;
    }
    case "copy":
    case "add":
      applyCopy(instruction, state, scope, expand);
      return;
    case "run":
      if (scope.isLast) applyMounts(instruction, state, scope);
      if (!makesNoFiles(instruction)) state.open.push("/");
      return;
    case "other":
      if (/^onbuild$/i.test(instruction.keyword)) state.open.push("/");
      return;
    default:
      return;
  }
}

function applyCopy(
  instruction: DockerInstruction & { kind: "copy" | "add" },
  state: State,
  { context, workspace }: Scope,
  expand: (text: DockerText) => string | undefined,
): void {
  const written = expand(instruction.target);
  const target = written === undefined ? undefined : absolute(written, state.folder);
  if (target === undefined || written === undefined) {
    state.open.push("/");
    return;
  }
  const isPlain = ![...instruction.flags.keys()].some((flag) => flag === "parents" || flag === "exclude");
  if (instruction.from || instruction.hasHereDocument || !isPlain) {
    state.open.push(target);
    return;
  }
  const sources = instruction.sources.map(expand);
  const isFolder = target === state.folder || /(?:^|\/)\.{0,2}$/.test(written) || sources.length > 1;
  for (const source of sources) {
    const found = source === undefined ? undefined : copySources(source, context, workspace.tree);
    if (!found) {
      state.open.push(target);
      continue;
    }
    for (const { path, isFile, below: name, isMatched } of found) {
      const isInside = isFile && (isFolder || (isMatched && baseNameOf(target) !== name));
      state.copies.push({
        target: isInside ? normalizePath(`${target}/${name}`) : target,
        source: path,
        isFile,
      });
    }
  }
}

function applyMounts(
  instruction: DockerInstruction & { kind: "run" },
  state: State,
  { context, workspace }: Scope,
): void {
  for (const { type, options } of instruction.mounts) {
    if (type !== "bind") continue;
    const written = ["target", "dst", "destination"].map((name) => options.get(name)).find(Boolean) ?? ".";
    const target = absolute(written, state.folder);
    const source = normalizePath(`${context}/${options.get("source") ?? options.get("src") ?? "."}`, false);
    if (target === undefined || options.has("from")) state.open.push(target ?? "/");
    else {
      const isFile = workspace.tree.entry(source) !== undefined;
      state.copies.push({ target, source, isFile });
    }
  }
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
