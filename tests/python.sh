# To be sourced: sets ROOT and defines python_environment.
ROOT="$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)"

# python_environment NAME REQUIREMENTS: creates target/venv-NAME, unless it has these requirements already.
python_environment() {
  local folder="$ROOT/target/venv-$1"
  if ! cmp -s "$2" "$folder/.installed"; then
    echo "installing target/venv-$1 …" >&2
    python3 -m venv "$folder" || { echo "Python 3.10 or newer with venv is needed (Debian: sudo apt-get install python3-venv)" >&2; exit 1; }
    "$folder/bin/pip" install --disable-pip-version-check --progress-bar off --requirement "$2" >&2
    cp "$2" "$folder/.installed"
  fi
}
