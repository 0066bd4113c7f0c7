/** Which system packages hold C headers and libraries that Go modules ask for. Data; only common ones. */

export interface SystemPackage {
  readonly kind: "libc" | "c++" | "multilib" | "library";
  readonly debian: string;
  readonly alpine: string | undefined;
}

/** Header (a regular expression), linker name, Debian's package, Alpine's. */
const libraries: readonly (readonly [RegExp, string, string, string?])[] = [
  [/^systemd\/|^sd-(?:journal|daemon)\.h$/, "systemd", "libsystemd-dev"],
  [/^sqlite3(?:ext)?\.h$/, "sqlite3", "libsqlite3-dev", "sqlite-dev"],
  [/^pcap(?:\.h|\/)/, "pcap", "libpcap-dev", "libpcap-dev"],
  [/^zlib\.h$/, "z", "zlib1g-dev", "zlib-dev"],
  [/^zstd\.h$/, "zstd", "libzstd-dev", "zstd-dev"],
  [/^lz4(?:hc|frame)?\.h$/, "lz4", "liblz4-dev", "lz4-dev"],
  [/^bzlib\.h$/, "bz2", "libbz2-dev", "bzip2-dev"],
  [/^openssl\//, "ssl", "libssl-dev", "openssl-dev"],
  [/^git2\.h$/, "git2", "libgit2-dev", "libgit2-dev"],
  [/^gpgme\.h$/, "gpgme", "libgpgme-dev", "gpgme-dev"],
  [/^btrfs\//, "btrfs", "libbtrfs-dev", "btrfs-progs-dev"],
  [/^libdevmapper\.h$/, "devmapper", "libdevmapper-dev", "lvm2-dev"],
  [/^seccomp\.h$/, "seccomp", "libseccomp-dev", "libseccomp-dev"],
  [/^security\/pam/, "pam", "libpam0g-dev", "linux-pam-dev"],
  [/^libudev\.h$/, "udev", "libudev-dev", "eudev-dev"],
  [/^libusb(?:-1\.0\/libusb)?\.h$/, "usb-1.0", "libusb-1.0-0-dev", "libusb-dev"],
  [/^X11\//, "X11", "libx11-dev", "libx11-dev"],
  [/^GL\//, "GL", "libgl1-mesa-dev", "mesa-dev"],
  [/^alsa\//, "asound", "libasound2-dev", "alsa-lib-dev"],
  [/^portaudio\.h$/, "portaudio", "portaudio19-dev", "portaudio-dev"],
  [/^librdkafka\//, "rdkafka", "librdkafka-dev", "librdkafka-dev"],
  [/^rocksdb\//, "rocksdb", "librocksdb-dev", "rocksdb-dev"],
  [/^leveldb\//, "leveldb", "libleveldb-dev", "leveldb-dev"],
  [/^zmq\.h$/, "zmq", "libzmq3-dev", "zeromq-dev"],
  [/^vips\//, "vips", "libvips-dev", "vips-dev"],
  [/^hs(?:\/hs)?\.h$/, "hs", "libhyperscan-dev"],
  [/^oniguruma\.h$/, "onig", "libonig-dev", "oniguruma-dev"],
  [/^libvirt\//, "virt", "libvirt-dev", "libvirt-dev"],
  [/^rados\//, "rados", "librados-dev", "ceph-dev"],
  [/^rbd\//, "rbd", "librbd-dev", "ceph-dev"],
  [/^cephfs\//, "cephfs", "libcephfs-dev", "ceph-dev"],
  [/^libxml\//, "xml2", "libxml2-dev", "libxml2-dev"],
  [/^taglib\//, "tag", "libtag1-dev", "taglib-dev"],
  [/^yara\.h$/, "yara", "libyara-dev", "yara-dev"],
  [/^olm\/olm\.h$/, "olm", "libolm-dev", "olm-dev"],
  [/^opus(?:file)?\.h$/, "opus", "libopus-dev libopusfile-dev", "opus-dev opusfile-dev"],
  [/^tss2\//, "tss2-sys", "libtss2-dev", "tpm2-tss-dev"],
];
const ofLibc =
  /^(?:assert|ctype|errno|fcntl|inttypes|limits|math|memory|pthread|sched|signal|stdarg|stdbool|stddef|stdint|stdio|stdlib|string|strings|time|unistd|dlfcn|pwd|grp|netdb|poll|sys\/\w+|netinet\/\w+|arpa\/\w+|net\/if)\.h$/;

const ofCpp =
  /^(?:algorithm|array|atomic|chrono|cmath|cstd\w+|cstring|cassert|exception|functional|iostream|iterator|limits|list|map|memory|mutex|new|set|sstream|stdexcept|string|thread|tuple|type_traits|unordered_map|utility|vector)$/;

/** The package of a header; undefined when it is not known. */
export function headerPackages(header: string): SystemPackage | undefined {
  if (ofLibc.test(header)) return { kind: "libc", debian: "libc6-dev", alpine: "musl-dev" };
  if (ofCpp.test(header)) return { kind: "c++", debian: "g++", alpine: "g++" };
  if (header.startsWith("linux/") || header.startsWith("asm/"))
    return { kind: "library", debian: "linux-libc-dev", alpine: "linux-headers" };
  if (/^(?:bits|gnu)\//.test(header)) return { kind: "multilib", debian: "gcc-multilib", alpine: undefined };
  return found(libraries.find(([form]) => form.test(header)));
}

/** The package of a library as `-lNAME` asks for it; undefined when it is not known. */
export function libraryPackages(name: string): SystemPackage | undefined {
  if (/^(?:c|m|pthread|dl|rt|resolv|util)$/.test(name))
    return { kind: "libc", debian: "libc6-dev", alpine: "musl-dev" };
  return found(libraries.find(([, library]) => library === name));
}

function found(entry: (typeof libraries)[number] | undefined): SystemPackage | undefined {
  return entry && { kind: "library", debian: entry[2], alpine: entry[3] };
}
