/** Whether instructions of a Dockerfile can be trusted to put no program named go on the image's PATH. */
import type { DockerInstruction, DockerMount } from "../../workspace/dockerfile/model.ts";
import type { CommandNode, ShellNode } from "../../workspace/shell/ast.ts";
import { normalizePath } from "../shell/join-folder.ts";

/** Programs that fetch, unpack and write no other program. */
const harmless =
  /^(?:adduser|addgroup|useradd|groupadd|mkdir|echo|printf|true|test|\[|set|export|cd|ls|pwd|chmod|chown|update-ca-certificates|which|uname|sleep|sync|rm|date|go)$/;
const managers = /^(?:apk|apt-get|apt|yum|dnf|microdnf|zypper)$/;
const managerVerbs = /^(?:update|upgrade|install|add|clean|autoremove|del|remove|makecache|all|cache)$/;
/** Packages that neither are a Go nor ask for one. */
const packages =
  /^(?:autoconf|automake|bash|binutils|bison|bsdtar|build-base|build-essential|bzip2|ca-certificates|clang|cmake|coreutils|curl|diffutils|file|findutils|flex|g\+\+|gcc|gcc-c\+\+|gettext|git|git-core|gnupg|gnupg2|grep|gzip|iproute2|iputils|jq|less|libc-dev|libc6-dev|libcap|libressl|libssl-dev|libtool|linux-headers|lsb-release|make|musl-dev|ncurses|netcat-openbsd|openssh|openssh-client|openssh-clients|openssl|openssl-dev|patch|perl|pkg-config|pkgconf|pkgconfig|procps|protobuf-compiler|python3|rsync|sed|shadow|sqlite|sqlite-dev|subversion|sudo|tar|tini|tzdata|unzip|util-linux|vim|wget|which|xz|xz-utils|zip|zlib|zlib-dev|zlib1g-dev)$/;
/** Where a COPY can put a program that PATH finds. */
const systemFolders = /^\/(?:$|usr\/?$|usr\/(?:local|bin|sbin|lib)(?:\/|$)|bin(?:\/|$)|sbin(?:\/|$))/;

/** Whether none of the instructions brings a go; of the one that holds the offset only what runs before it counts. */
export function bringNoGo(instructions: readonly DockerInstruction[], before: number): boolean {
  let folder = "/";
  for (const instruction of instructions) {
    if (instruction.kind === "workdir") folder = pathIn(folder, instruction.path.text);
    if (!bringsNoGo(instruction, before, folder)) return false;
  }
  return true;
}

/** A path that a variable hides counts as the root folder. */
function pathIn(folder: string, path: string): string {
  return path.includes("$") ? "/" : normalizePath(path.startsWith("/") ? path : `${folder}/${path}`);
}

function bringsNoGo(instruction: DockerInstruction, before: number, folder: string): boolean {
  switch (instruction.kind) {
    case "add":
      return false;
    case "copy":
      return instruction.from === undefined && !systemFolders.test(pathIn(folder, instruction.target.text));
    case "env":
    case "arg":
      return instruction.name !== "PATH";
    case "shell":
      return false;
    case "other":
      return !/^ONBUILD$/i.test(instruction.keyword);
    case "run":
      return (
        instruction.mounts.every(isPlainMount) && areHarmless(instruction.script.body, before) !== "unknown"
      );
    default:
      return true;
  }
}

/** A mount that holds no program: a cache of go's or of a package manager, a secret, a socket. */
function isPlainMount({ type, options }: DockerMount): boolean {
  if (type === "secret" || type === "ssh" || type === "tmpfs") return true;
  const target = ["target", "dst", "destination"].map((name) => options.get(name)).find(Boolean) ?? "";
  if (type === "bind") return !options.has("from") && !systemFolders.test(target);
  return type === "cache" && /(?:go-build|pkg\/mod|\/go\/pkg|\.cache|\/var\/)/.test(target);
}

type Answer = "harmless" | "reached" | "unknown";

function areHarmless(nodes: readonly ShellNode[], before: number): Answer {
  for (const node of nodes) {
    const answer = isHarmless(node, before);
    if (answer !== "harmless") return answer;
  }
  return "harmless";
}

function isHarmless(node: ShellNode, before: number): Answer {
  if (node.span.start >= before) return "reached";
  switch (node.kind) {
    case "and":
    case "or":
      return areHarmless([node.left, node.right], before);
    case "group":
    case "subshell":
      return areHarmless(node.body, before);
    case "command":
      return isHarmlessCommand(node) ? "harmless" : "unknown";
    default:
      return "unknown";
  }
}

function isHarmlessCommand({ words, redirects }: CommandNode): boolean {
  const texts = words.map(({ parts }) => parts.map((part) => ("text" in part ? part.text : "$")).join(""));
  const [name, ...rest] = texts;
  if (redirects.some(({ operator }) => operator.includes(">"))) return false;
  if (name === undefined || harmless.test(name)) return true;
  if (!managers.test(name)) return false;
  // A word after an option may be its value, such as another source of packages.
  if (rest.some((word) => /^(?:-X|-t|-o|--repository|--target-release|\$)/.test(word))) return false;
  const operands = rest.filter((word) => !word.startsWith("-"));
  return operands.every((word) => managerVerbs.test(word) || packages.test(word.replace(/[=~<>].*$/, "")));
}
