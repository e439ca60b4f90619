#!/usr/bin/env bash
# Every route of the running local server against its OpenAPI document: no 5xx, and every answer as documented.
#
#   check.sh [SECONDS]   how long each of the two origins is tried
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/../python.sh"
python_environment api "$ROOT/tests/api/requirements.txt"
cd "$ROOT"
cargo build --quiet --workspace --bin bubblechat-local
exec target/venv-api/bin/python3 -B tests/api/check.py target/debug/bubblechat-local "${1:-45}"
