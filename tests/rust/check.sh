#!/usr/bin/env bash
# Runs every Rust test, each in a process of its own. Fails if one is ignored.
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/environment.sh"

status=0
cargo nextest run --workspace --profile suite --no-tests fail || status=$?
ignored="$(cargo nextest list --workspace --run-ignored only --message-format oneline 2> /dev/null)"
if [ -n "$ignored" ]; then
  printf 'ignored tests prove nothing:\n%s\n' "$ignored" >&2
  status=1
fi
exit "$status"
