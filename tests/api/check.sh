#!/usr/bin/env bash
# Checks every route of a running local server against its OpenAPI document: no 5xx, and every response as documented.
#
#   check.sh [SECONDS]   how long to test each of the two origins
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/../python.sh"
python_environment api "$ROOT/tests/api/requirements.txt"
cd "$ROOT"
cargo build --workspace --bin bubblechat-local
exec target/venv-api/bin/python3 -B tests/api/check.py target/debug/bubblechat-local "${1:-45}"
