#!/usr/bin/env bash
# Checks every route of a running local server against its OpenAPI document: no 5xx, and every response as documented.
#
#   check.sh [EXAMPLES]   how many random requests to try for each operation, beside those that the document calls for
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/../python.sh"
python_environment api "$ROOT/tests/api/requirements.txt"
cd "$ROOT"
# With an example, cargo picks the dependencies' features as for the tests, and compiles nothing twice.
cargo build --workspace --bin bubblechat-local --example store
exec target/venv-api/bin/python3 -B tests/api/check.py target/debug/bubblechat-local "${1:-100}"
