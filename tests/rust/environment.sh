# To be sourced: the tools of the Rust tests, in a Python environment. Sets ROOT, and puts cargo-nextest on PATH.
source "$(dirname "${BASH_SOURCE[0]}")/../python.sh"
python_environment rust "$ROOT/tests/rust/requirements.txt"
export PATH="$ROOT/target/venv-rust/bin:$PATH"
cd "$ROOT"
