#!/usr/bin/env bash
# Builds the stack as an operator would, deploys it to an emulated AWS on loopback, and uses it. No account, no credentials.
#
#   deploy.sh         runs sam build (release builds of five functions, which take minutes at first), then the check
#   deploy.sh --dev   checks the development builds that cargo has at hand, for work on the template
#   deploy.sh --built checks what is in .aws-sam/build
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/environment.sh"
environment emulator
environment aws
cd "$ROOT"

case "$(uname -m)" in x86_64) architecture=x86_64 ;; *) architecture=arm64 ;; esac
build="$ROOT/.aws-sam/build"

case "${1:-}" in
  "") sam build --parameter-overrides "Architecture=$architecture" ;;
  --built) ;;
  --dev)
    build="$ROOT/target/deploy-dev"
    rm -rf "$build"
    # Embeds the web parts, which only release builds do by default. With --workspace and an example, cargo picks the dependencies' features as for
    # the tests, and compiles nothing twice.
    BUBBLECHAT_EMBED_WEB=1 cargo build --workspace \
      --bin bubblechat-chat --bin bubblechat-config --bin bubblechat-admin --bin bubblechat-upkeep --bin bubblechat-publish --example store
    for name in Chat Config Admin Upkeep Publish; do
      package="$(echo "$name" | tr '[:upper:]' '[:lower:]')"
      mkdir -p "$build/${name}Function"
      strip --strip-debug -o "$build/${name}Function/bootstrap" "target/debug/bubblechat-$package"
    done
    mkdir "$build/infra"
    cp infra/*.yaml "$build/infra/"
    sed -e 's|CodeUri: crates/chat|CodeUri: ChatFunction|' -e 's|CodeUri: crates/config|CodeUri: ConfigFunction|' \
      -e 's|CodeUri: crates/admin|CodeUri: AdminFunction|' -e 's|CodeUri: crates/upkeep|CodeUri: UpkeepFunction|' \
      -e 's|CodeUri: crates/publish|CodeUri: PublishFunction|' \
      template.yaml > "$build/template.yaml"
    ;;
  *) echo "deploy.sh [--dev | --built]" >&2; exit 2 ;;
esac

exec python3 -B tests/deploy/deploy.py --build "$build"
