#!/usr/bin/env bash
# Runs the chat function's binary outside AWS and checks that it streams; see tests/deploy/stream.py.
#
#   stream.sh [BOOTSTRAP]    checks that build, for example .aws-sam/build/ChatFunction/bootstrap, or else the development build
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/environment.sh"
cd "$ROOT"

cargo build --workspace --bin bubblechat-local --bin bubblechat-chat --example store
exec "$ROOT/target/venv-sam/bin/python" -B tests/deploy/stream.py --chat "${1:-target/debug/bubblechat-chat}" --local target/debug/bubblechat-local
