#!/usr/bin/env bash
# Prints how many lines of each file the Rust tests run. A figure to read: nothing depends on it.
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/environment.sh"

# A build of its own, because the instrumented programs are different ones.
if ! cargo llvm-cov nextest --workspace --summary-only --color never > "$ROOT/target/coverage.txt"; then
  echo "cargo-llvm-cov needs LLVM's tools: rustup component add llvm-tools (or set LLVM_COV and LLVM_PROFDATA)" >&2
  exit 1
fi
# File and lines: how many, how many never run, and the share that does.
awk '/%/ { print $1, $8, $9, $10 }' "$ROOT/target/coverage.txt" | column -t
