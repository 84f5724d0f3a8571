#!/usr/bin/env bash
# Everything that a fresh machine needs: system packages, .venv, the private database.
#
#   deploy/setup.sh          to run Patrolgrid
#   deploy/setup.sh --test   to run its tests too
#
# A second run finds all in place and does nothing; it needs no network then.
set -euo pipefail
cd "$(dirname "$0")/.."
requirements=requirements.txt
[ "${1:-}" = --test ] && requirements=requirements-dev.txt

find_python() {
  for name in python3 python3.14 python3.13 python3.12 python3.11; do
    if command -v "$name" >/dev/null && "$name" -c 'import sys; sys.exit(sys.version_info < (3, 11))'; then
      echo "$name"
      return
    fi
  done
}

# The newest PostgreSQL on the machine, else the one that the distribution offers.
postgis_package() {
  local version
  version=$(ls -d /usr/lib/postgresql/*/bin/initdb 2>/dev/null | cut -d/ -f5 | sort -V | tail -n 1)
  [ -n "$version" ] || version=$(apt-cache depends postgresql 2>/dev/null | grep -oP 'Depends: postgresql-\K[0-9]+' | head -n 1)
  echo "postgresql-${version:-15}-postgis-3"
}

missing_packages() {
  local python
  python=$(find_python)
  [ -n "$python" ] || echo python3
  { [ -n "$python" ] && "$python" -c 'import ensurepip, venv' 2>/dev/null; } || echo python3-venv
  [ -n "${DATABASE_URL:-}" ] || compgen -G '/usr/share/postgresql/*/extension/postgis.control' >/dev/null || postgis_package
  [ -f /usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc ] || echo fonts-noto-cjk
  [ -n "${PATROLGRID_BROKER:-}" ] || command -v redis-server >/dev/null || echo redis-server
  command -v msgfmt >/dev/null || echo gettext
  if [ "$requirements" = requirements-dev.txt ]; then
    [ -x /usr/bin/chromium ] || echo chromium
    command -v pdftotext >/dev/null || echo poppler-utils
  fi
}

install_packages() {
  local packages
  [ -n "$(missing_packages)" ] || return 0
  local root=()
  if [ "$(id -u)" != 0 ]; then
    if command -v sudo >/dev/null && { sudo -n true 2>/dev/null || [ -t 0 ]; }; then
      root=(sudo)
    else
      echo "These system packages are missing, and only root can install them:" >&2
      echo "    apt-get update && apt-get install $(missing_packages | xargs)" >&2
      exit 1
    fi
  fi
  "${root[@]}" apt-get update -qq
  packages=$(missing_packages | xargs)  # again: only now is the distribution's PostgreSQL known
  echo "installing system packages: $packages"
  # shellcheck disable=SC2086
  "${root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $packages >/dev/null
}

install_python_packages() {
  local stamp
  stamp=.venv/installed-$(cat requirements.txt "$requirements" | sha256sum | cut -c1-16)
  [ -f "$stamp" ] && return
  [ -x .venv/bin/python ] || "$(find_python)" -m venv .venv
  echo "installing Python packages from $requirements"
  .venv/bin/python -m pip install -q --disable-pip-version-check -r "$requirements"
  touch "$stamp"
}

# The proxy of a real site, for its test: only the program, because the package would start a web server.
fetch_proxy() {
  [ "$requirements" = requirements-dev.txt ] && [ ! -x .local/caddy ] || return 0
  local folder
  folder=$(mktemp -d)
  install -d -m 700 .local
  if (cd "$folder" && apt-get download -qq -o APT::Sandbox::User=root caddy) >/dev/null 2>&1; then
    dpkg-deb --fsys-tarfile "$folder"/caddy_*.deb | tar -xO ./usr/bin/caddy >"$folder/caddy"
    install -m 755 "$folder/caddy" .local/caddy
  else
    echo "apt offers no package caddy: the test of the proxy will be skipped" >&2
  fi
  rm -r "$folder"
}

# What the commands say in Chinese.
compile_messages() {
  local po
  for po in geoapp/locale/*/LC_MESSAGES/*.po; do
    if [ ! -f "${po%.po}.mo" ] || [ "$po" -nt "${po%.po}.mo" ]; then
      .venv/bin/python manage.py compilemessages --ignore .venv --verbosity 0
      return
    fi
  done
}

install_packages
install_python_packages
fetch_proxy
compile_messages
[ -n "${DATABASE_URL:-}" ] || deploy/cluster.sh start
