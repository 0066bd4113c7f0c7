#!/usr/bin/env bash
# One run of check: annotations to the log, the summary of the job, and SARIF when it is asked for.
set -euo pipefail

# What could not run is said where people look first, and is no finding: exit code 2.
if [ ! -d "$BREAKWATER_PATH" ]; then
  shown=${BREAKWATER_PATH//$'\n'/ }
  echo "::error title=Breakwater::Cannot look at \"${shown//%/%25}\" (input path): no such folder"
  exit 2
fi

# Checkouts in containers often belong to another user: git would refuse to read them. Nothing of them is run.
count=${GIT_CONFIG_COUNT:-0}
export GIT_CONFIG_COUNT=$((count + 1)) "GIT_CONFIG_KEY_$count=safe.directory" "GIT_CONFIG_VALUE_$count=*"

has_commit() {
  git rev-parse --verify --quiet --end-of-options "$1^{commit}" >/dev/null 2>&1
}

# What the change goes into: the first parent of the merge commit that a pull request's checkout is, else its base.
find_base() {
  local base=$BREAKWATER_BASE_SHA parents
  if [ "$(git rev-parse HEAD 2>/dev/null)" = "${GITHUB_SHA:-}" ]; then
    # A shallow clone hides parents from every command but this one.
    parents=$(git cat-file commit HEAD | sed -n '1,/^$/s/^parent //p')
    if [ "$(printf '%s\n' "$parents" | wc -l)" -eq 2 ]; then base=${parents%%$'\n'*}; fi
  fi
  has_commit "$base" || git fetch --quiet --no-tags --depth=1 origin "$base" 2>/dev/null || true
  printf '%s' "$base"
}

words=(check --format github --fail-on "$BREAKWATER_FAIL_ON")
case "$BREAKWATER_NEW_FROM" in
  none) ;;
  '') if [ -n "$BREAKWATER_BASE_SHA" ]; then words+=(--new-from "$(cd "$BREAKWATER_PATH" && find_base)"); fi ;;
  *) words+=(--new-from "$BREAKWATER_NEW_FROM") ;;
esac

summary=${RUNNER_TEMP:-/tmp}/breakwater-summary.md
words+=(--report "summary=$summary")
if [ -n "$BREAKWATER_SARIF" ]; then
  words+=(--report "sarif=$BREAKWATER_SARIF")
  echo "sarif=$BREAKWATER_SARIF" >>"$GITHUB_OUTPUT"
fi

verdict=0
said=${RUNNER_TEMP:-/tmp}/breakwater-said.txt
breakwater "${words[@]}" -- "$BREAKWATER_PATH" 2>"$said" || verdict=$?
cat "$said" >&2
# What could not run is said where people look first.
if [ "$verdict" -gt 1 ]; then echo "::error title=Breakwater::$(tail -n 1 "$said")"; fi
rm -f "$said"
if [ -s "$summary" ]; then
  cat "$summary" >>"$GITHUB_STEP_SUMMARY"
  rm -f "$summary"
fi
exit "$verdict"
