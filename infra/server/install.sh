#!/bin/sh
# Installs what was built in this repository as a service behind nginx: infra/server/install.sh SITE_HOST CONSOLE_HOST, as root. Once more after an
# update; settings in /etc/bubblechat.env are kept. DESTDIR installs into another root, without starting anything.
set -eu
[ $# -eq 2 ] || { echo "usage: $0 chat.example.com console.example.com" >&2; exit 2; }
site=$1 console=$2 root=${DESTDIR:-}
cd "$(dirname "$0")/../.."

for built in target/server/bubblechat-local widget/dist/widget.js dashboard/dist/index.html; do
  [ -e "$built" ] || { echo "$built is not built; docs/self-hosting.md says how" >&2; exit 2; }
done

install -D -m 755 target/server/bubblechat-local "$root/opt/bubblechat/bubblechat-local"
for part in widget dashboard; do
  rm -rf "$root/opt/bubblechat/$part"
  mkdir -p "$root/opt/bubblechat/$part"
  cp -R "$part/dist" "$root/opt/bubblechat/$part/"
done
install -D -m 644 infra/server/bubblechat.service "$root/etc/systemd/system/bubblechat.service"

mkdir -p "$root/etc/nginx/conf.d"
sed -e "s/\${SITE_HOST}/$site/g" -e "s/\${CONSOLE_HOST}/$console/g" -e 's/${SERVER}/127.0.0.1/g' \
  infra/server/nginx.conf.template > "$root/etc/nginx/conf.d/bubblechat.conf"

if [ ! -e "$root/etc/bubblechat.env" ]; then
  # Provider keys and a password may be added to it.
  (umask 077; printf 'BUBBLECHAT_SITE_URL=https://%s\nBUBBLECHAT_CONSOLE_URL=https://%s\n' "$site" "$console" > "$root/etc/bubblechat.env")
fi

[ -z "$root" ] || exit 0
nginx -t
systemctl daemon-reload
systemctl enable bubblechat
systemctl restart bubblechat
systemctl reload-or-restart nginx
echo "BubbleChat runs: https://$console. The first sign-in is in: journalctl -u bubblechat"
