#!/usr/bin/env bash
# Runs every Rust test, each in a process of its own. Fails if one is ignored.
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/environment.sh"

cargo nextest run --workspace --profile suite --no-tests fail
ignored="$(cargo nextest list --workspace --run-ignored only --message-format oneline 2> /dev/null)"
if [ -n "$ignored" ]; then
  printf 'ignored tests prove nothing:\n%s\n' "$ignored" >&2
  exit 1
fi
