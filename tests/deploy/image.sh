#!/usr/bin/env bash
# Builds the container's last stage around what is built already, with glibc from Debian's packages as its base, and starts it. Needs buildah, no daemon.
set -euo pipefail
ROOT="$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)"
cd "$ROOT"
command -v buildah > /dev/null || { echo "buildah is needed; install it (Debian: sudo apt-get install buildah)" >&2; exit 1; }
work="$(mktemp -d)"
server=""
buildah=(buildah --root "$work/storage" --runroot "$work/run" --storage-driver vfs)
# The server is a grandchild: all of its process group.
stop() {
  [ -z "$server" ] || { kill -- "-$server" 2> /dev/null; wait "$server"; } || true
  rm -rf "$work"
}
trap stop EXIT

echo "base"
mkdir -p "$work/debs" "$work/base/etc/ssl/certs" "$work/base/tmp"
(cd "$work/debs" && apt-get download -qq -o APT::Sandbox::User=root libc6 libgcc-s1)
for deb in "$work"/debs/*.deb; do dpkg-deb -x "$deb" "$work/base"; done
cp /etc/ssl/certs/ca-certificates.crt "$work/base/etc/ssl/certs/"
printf 'FROM scratch\nCOPY . /\n' > "$work/Dockerfile.base"
"${buildah[@]}" build --quiet -t base -f "$work/Dockerfile.base" "$work/base" > /dev/null

echo "image"
mkdir -p "$work/web/src/widget" "$work/web/src/dashboard" "$work/server/src/target/server" "$work/server/data"
cp -R widget/dist "$work/web/src/widget/"
cp -R dashboard/dist "$work/web/src/dashboard/"
cp target/debug/bubblechat-local "$work/server/src/target/server/"
"${buildah[@]}" build --quiet --isolation chroot --format docker --build-arg BASE=localhost/base \
  --build-context "web=$work/web" --build-context "server=$work/server" -t bubblechat . > /dev/null
"${buildah[@]}" inspect --type image bubblechat > "$work/image.json"
python3 - "$work/image.json" << 'PYTHON'
import json, sys
config = json.load(open(sys.argv[1]))["Docker"]["config"]
assert config["User"] == "65532:65532", config["User"]
assert config["Healthcheck"]["Test"] == ["CMD", "/app/bubblechat-local", "health"], config["Healthcheck"]
assert config["Entrypoint"] == ["/app/bubblechat-local"], config["Entrypoint"]
PYTHON

container="$("${buildah[@]}" from --quiet bubblechat)"
run=("${buildah[@]}" run --isolation chroot --env BUBBLECHAT_ADDR=127.0.0.1:18787 --env BUBBLECHAT_CONSOLE_ADDR=127.0.0.1:18788)

echo "without its settings"
status=0
said="$("${run[@]}" "$container" -- /app/bubblechat-local 2>&1)" || status=$?
[ "$status" = 2 ] && [[ "$said" == *--site-url*--console-url* ]] || { echo "exit code $status: $said" >&2; exit 1; }

echo "started"
setsid "${run[@]}" --env BUBBLECHAT_SITE_URL=https://chat.example --env BUBBLECHAT_CONSOLE_URL=https://console.example \
  "$container" -- /app/bubblechat-local > "$work/log" 2>&1 &
server=$!
until grep -q "BubbleChat is running" "$work/log"; do
  kill -0 "$server" 2> /dev/null || { cat "$work/log" >&2; exit 1; }
  sleep 0.1
done
"${run[@]}" "$container" -- /app/bubblechat-local health
curl -fsS http://127.0.0.1:18787/widget.js | head -c 40 > /dev/null
