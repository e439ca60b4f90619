#!/usr/bin/env bash
# Mutation testing: changes the code in small ways, one after the other, and fails if no test notices a change.
#
#   mutants.sh [COMMIT]      in what has changed since that commit, or else since the newest one that is older than a week
#   mutants.sh --in FILE …   in whole files; FILE may be a glob such as 'crates/core/src/store/**'
#
# .cargo/mutants.toml lists the changes that no test need notice. What survived is in target/mutants.
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/environment.sh"

VERSION=27.1.0
# No package index offers it built, unlike the tools in requirements.txt.
[ -x target/tools/bin/cargo-mutants ] || cargo install --quiet --locked --version "$VERSION" --root target/tools cargo-mutants
export PATH="$ROOT/target/tools/bin:$PATH"

if [ "${1:-}" = --in ]; then
  shift
  chosen=()
  for file in "$@"; do chosen+=(--file "$file"); done
else
  since="${1:-$(git rev-list --max-count 1 --before 7.days HEAD)}"
  git diff "${since:-$(git rev-list --max-parents=0 HEAD)}" HEAD -- 'crates/*/src/*.rs' > target/mutants.diff
  chosen=(--in-diff target/mutants.diff)
fi

# One build folder for all packages. Unlike the target folder, it holds mutated code.
export CARGO_TARGET_DIR="$ROOT/target/mutants-build" CARGO_PROFILE_DEV_DEBUG=none NEXTEST_PROFILE=mutants
survived=""
# mutate PACKAGE TESTS …: the package's code, by the tests of those packages
mutate() {
  local package="$1" status=0
  shift
  echo "== $package"
  cargo mutants --package "$package" "${@/#/--test-package=}" "${chosen[@]}" --output "target/mutants/$package" --colors never || status=$?
  # 2: some survived, 3: the tests hung with some.
  case $status in 0) ;; 2 | 3) survived+=" $package" ;; *) exit "$status" ;; esac
}
mkdir -p target/mutants
mutate bubblechat-core bubblechat-core
mutate bubblechat-engines bubblechat-engines
# Their rules are tested through their routes.
for package in http chat config admin upkeep; do mutate "bubblechat-$package" "bubblechat-$package" bubblechat-tests; done

if [ -n "$survived" ]; then
  echo "mutants survived in:$survived. Write a test that states the rule, or say in .cargo/mutants.toml why none is needed." >&2
  exit 1
fi
echo "no mutant survived"
