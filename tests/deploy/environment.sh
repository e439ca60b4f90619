# Sourced: Python environments under target/, made when they are missing or their requirements changed.
# Leaves ROOT, and sam, cargo-lambda and cfn-lint on PATH. Nothing here asks AWS anything.
ROOT="$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)"
HERE="$ROOT/tests/deploy"

# environment NAME: target/venv-NAME, from requirements-NAME.txt
environment() {
  local folder="$ROOT/target/venv-$1" wanted="$HERE/requirements-$1.txt"
  if ! cmp -s "$wanted" "$folder/.installed"; then
    echo "installing target/venv-$1 …" >&2
    python3 -m venv "$folder" || { echo "Python 3.10 or newer with venv is needed (Debian: sudo apt-get install python3-venv)" >&2; exit 1; }
    "$folder/bin/pip" install --quiet --disable-pip-version-check --requirement "$wanted"
    cp "$wanted" "$folder/.installed"
  fi
}

environment sam
export PATH="$ROOT/target/venv-sam/bin:$PATH"
export SAM_CLI_TELEMETRY=0 AWS_DEFAULT_REGION=eu-west-1 AWS_EC2_METADATA_DISABLED=true
