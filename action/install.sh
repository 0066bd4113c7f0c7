#!/usr/bin/env bash
# Downloads the executable for this runner, holds it against checksums.txt of this action, and puts it on PATH.
set -euo pipefail

stop() {
  echo "::error title=Breakwater::$1"
  exit 1
}

here=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)

# The action's own repository; inside a composite action older runners leave it empty, and its folder names it.
repository=${BREAKWATER_REPOSITORY:-}
if [ -z "$repository" ]; then
  case "${GITHUB_ACTION_PATH//\\//}" in
    */_actions/*/*/*)
      repository=${GITHUB_ACTION_PATH//\\//}
      repository=$(printf '%s' "${repository##*/_actions/}" | cut -d / -f 1,2)
      ;;
    *) stop "cannot tell which repository this action comes from: github.action_repository is empty" ;;
  esac
fi

version=${BREAKWATER_VERSION#v}
case "$version" in
  '' | *[!0-9A-Za-z.-]*) stop "\"$version\" is no version: write one such as 0.1.0" ;;
esac

case "${RUNNER_ARCH:-}" in
  X64) arch=x64 ;;
  ARM64) arch=arm64 ;;
  *) stop "there is no executable for ${RUNNER_OS:-this system} on ${RUNNER_ARCH:-this machine}" ;;
esac
program=breakwater
case "${RUNNER_OS:-}" in
  Linux)
    platform=linux-$arch
    # The loader that a container has decides which C library a program needs.
    if compgen -G '/lib/ld-musl-*' >/dev/null && ! compgen -G '/lib*/ld-linux-*' >/dev/null; then
      platform=$platform-musl
    fi
    ;;
  macOS) platform=darwin-$arch ;;
  # Windows on ARM runs x64 programs.
  Windows)
    platform=windows-x64
    program=breakwater.exe
    ;;
  *) stop "there is no executable for ${RUNNER_OS:-this system}" ;;
esac
suffix=${program#breakwater}
file=breakwater-$version-$platform$suffix.gz

wanted=$(awk -v file="$file" '$2 == file || $2 == "*" file { print $1; exit }' "$here/checksums.txt")
[ -n "$wanted" ] || stop "no checksum of $file in this action's checksums.txt: use the release of the action that belongs to version $version"

folder=${RUNNER_TEMP:-/tmp}
folder=${folder//\\//}/breakwater-$version
rm -rf "$folder"
mkdir -p "$folder"

address=$GITHUB_SERVER_URL/$repository/releases/download/v$version/$file
secure=()
case "$GITHUB_SERVER_URL" in https://*) secure=(--proto '=https' --proto-redir '=https') ;; esac
if ! said=$(curl --fail --silent --show-error --location --retry 2 --connect-timeout 20 --max-time 300 \
  ${secure[@]+"${secure[@]}"} --output "$folder/$file" "$address" 2>&1); then
  rm -rf "$folder"
  stop "cannot download $address: $(printf '%s' "$said" | tail -n 1)"
fi

if command -v sha256sum >/dev/null; then
  got=$(sha256sum <"$folder/$file" | cut -d ' ' -f 1)
else
  got=$(shasum -a 256 <"$folder/$file" | cut -d ' ' -f 1)
fi
if [ "$got" != "$wanted" ]; then
  rm -rf "$folder"
  stop "$address is not what was released: its SHA-256 is $got, checksums.txt says $wanted"
fi

gzip -dc "$folder/$file" >"$folder/$program"
rm "$folder/$file"
chmod +x "$folder/$program"
echo "$folder" >>"$GITHUB_PATH"
echo "Breakwater $("$folder/$program" --version) for $platform, SHA-256 verified"
