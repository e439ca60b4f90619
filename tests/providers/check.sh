#!/usr/bin/env bash
# Runs a local server against servers that nobody here wrote; see test_providers.py.
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/../python.sh"
python_environment providers "$ROOT/tests/providers/requirements.txt"
cd "$ROOT"
npm ci --prefix tests/providers --silent --no-audit --no-fund
# With an example, cargo picks the dependencies' features as for the tests, and compiles nothing twice.
cargo build --workspace --bin bubblechat-local --example store
results="${TEST_RESULTS:-target/providers}"
BUBBLECHAT_LOCAL_BIN="$ROOT/target/debug/bubblechat-local" exec target/venv-providers/bin/python3 -B -m pytest \
  -p no:cacheprovider --verbose --junitxml "$results/providers.xml" tests/providers
