#!/usr/bin/env bash
# The services that the tests need beside Python: PostgreSQL, Chromium with fonts, Java.
#
#   scripts/services.sh start          install what is missing (as root, on Debian), start PostgreSQL
#   scripts/services.sh run COMMAND    start, run COMMAND with the variables set, stop what was started
#   scripts/services.sh stop           stop the PostgreSQL cluster and delete it
#
# `start` writes build/services.env:
#   SERVANDA_TEST_POSTGRES   URL of a superuser of a throw-away cluster; empty: none
#   SERVANDA_TEST_CHROMIUM   path of the browser; empty: none
#   SERVANDA_TEST_SPARK      1: there is a Java that Spark can use; 0: none
#
# What is missing and cannot be installed is named. That is an error only where CI is set.
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd -P)
build=$root/build
env_file=$build/services.env
oldest_java=17

say() { printf 'services: %s\n' "$*" >&2; }
has() { command -v "$1" >/dev/null 2>&1; }
is_root() { [ "$(id -u)" -eq 0 ]; }

# --- What is there ---------------------------------------------------------------------------

postgres_bin() { # the folder of the newest server
  local folder
  while read -r folder; do
    if [ -x "$folder/initdb" ]; then
      printf '%s\n' "$folder"
      return
    fi
  done < <(
    printf '%s\n' /usr/lib/postgresql/*/bin | sort -rV
    pg_config --bindir 2>/dev/null || true
    has initdb && dirname "$(command -v initdb)"
  )
}

chromium_path() {
  local name
  for name in chromium chromium-browser google-chrome google-chrome-stable \
    "/Applications/Chromium.app/Contents/MacOS/Chromium" \
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome"; do
    if has "$name"; then
      command -v "$name"
      return
    fi
  done
}

has_fonts() { # a page in Arabic must not be a row of boxes
  has fc-list && [ -n "$(fc-list ':lang=ar' family)" ] && [ -n "$(fc-list ':lang=uk' family)" ]
}

has_java() {
  local java=${JAVA_HOME:+$JAVA_HOME/bin/}java version
  has "$java" || return 1
  version=$("$java" -version 2>&1 | sed -n 's/.*version "\([0-9]*\).*/\1/p' | head -n 1)
  [ "${version:-0}" -ge "$oldest_java" ]
}

missing() { # names of Debian packages, one a line
  [ -n "$(postgres_bin)" ] || echo postgresql
  [ -n "$(chromium_path)" ] || echo chromium
  has_fonts || printf '%s\n' fontconfig fonts-noto-core
  has_java || echo default-jre-headless
}

install_missing() {
  local packages
  packages=$(missing | tr '\n' ' ')
  [ -n "$packages" ] || return 0
  if is_root && has apt-get; then
    say "installing $packages"
    # shellcheck disable=SC2086  # a list of names
    DEBIAN_FRONTEND=noninteractive sh -c '
      apt-get -q -o DPkg::Lock::Timeout=300 update &&
      apt-get -q -y -o DPkg::Lock::Timeout=300 install --no-install-recommends "$@"
    ' sh $packages </dev/null >"$build/services-apt.log" 2>&1 || {
      tail -n 20 "$build/services-apt.log" >&2
      say "could not install; the whole log is build/services-apt.log"
    }
    packages=$(missing | tr '\n' ' ')
    [ -n "$packages" ] || return 0
  fi
  say "missing: $packages"
  if has apt-get; then
    say "install with: sudo apt-get install $packages"
  else
    say "install a PostgreSQL server, Chromium, Noto fonts and Java $oldest_java or newer, as named above"
  fi
  [ -z "${CI:-}" ]
}

# --- PostgreSQL ------------------------------------------------------------------------------

# initdb refuses root, so root works as the user that the package made.
as_postgres() {
  if is_root; then
    runuser -u postgres -- "$@"
  else
    "$@"
  fi
}

# Where the cluster lives: under build/, or, where the user postgres cannot get there (a checkout
# inside somebody's closed home), in that user's own home.
cluster_home() {
  local home=$build/postgres
  if is_root; then
    mkdir -p "$home"
    chown postgres "$home"
    if ! (cd / && as_postgres test -w "$home"); then
      home=$(getent passwd postgres | cut -d: -f6)/servanda-$(printf '%s' "$root" | cksum | cut -d' ' -f1)
    fi
  fi
  printf '%s\n' "$home"
}

is_running() { # home
  # Asked over the wire: the pid file of a crashed server may name a process that only looks alive.
  [ -f "$1/url" ] && "$(postgres_bin)/pg_isready" --quiet --timeout=5 --dbname="$(cat "$1/url")"
}

# Makes a new cluster, whatever an earlier run or a crash left behind.
start_postgres() { # home
  local home=$1 bin password port attempt
  bin=$(postgres_bin)
  stop_postgres "$home"
  mkdir -p "$home"
  password=$(od -An -N16 -tx1 /dev/urandom | tr -d ' \n')
  (umask 077 && printf '%s\n' "$password" >"$home/password")
  if is_root; then chown -R postgres "$home"; fi
  (
    cd "$home"
    as_postgres "$bin/initdb" --pgdata=data --username=postgres --auth=scram-sha-256 \
      --pwfile=password --encoding=UTF8 --no-locale --no-sync
  ) >"$build/postgres.log" 2>&1
  # Nothing is kept, so nothing is synced. The zone is an odd one: code that forgets to set its own
  # shows at once.
  cat >>"$home/data/postgresql.conf" <<'CONF'
listen_addresses = '127.0.0.1'
unix_socket_directories = ''
fsync = off
synchronous_commit = off
full_page_writes = off
timezone = 'Asia/Kathmandu'
CONF
  for attempt in 1 2 3 4 5; do
    port=$((20000 + RANDOM % 12000))
    # 9 is the lock: a server that inherits it would hold it for ever.
    if (cd "$home" && as_postgres "$bin/pg_ctl" -D data -l server.log -o "-p $port" -w -t 30 start) \
      >>"$build/postgres.log" 2>&1 </dev/null 9>&-; then
      (umask 077 && printf 'postgresql://postgres:%s@127.0.0.1:%s/postgres\n' "$password" "$port" >"$home/url")
      return
    fi
    say "port $port did not work (try $attempt)"
  done
  tail -n 20 "$build/postgres.log" "$home/server.log" >&2 || true
  say "PostgreSQL does not start; logs: build/postgres.log, $home/server.log"
  return 1
}

stop_postgres() { # home
  if [ -d "$1/data" ]; then
    (cd / && as_postgres "$(postgres_bin)/pg_ctl" -D "$1/data" -m immediate -w -t 5 stop) >/dev/null 2>&1 || true
  fi
  rm -rf "$1"
}

# --- Commands --------------------------------------------------------------------------------

write_env() { # url
  local spark=0
  if has_java; then spark=1; fi
  (
    umask 077
    {
      printf 'SERVANDA_TEST_POSTGRES=%q\n' "$1"
      printf 'SERVANDA_TEST_CHROMIUM=%q\n' "$(chromium_path)"
      printf 'SERVANDA_TEST_SPARK=%s\n' "$spark"
    } >"$env_file"
  )
}

was_running=no
start() {
  local home url=
  mkdir -p "$build"
  exec 9>"$build/services.lock"
  if has flock; then flock 9; fi
  install_missing
  if [ -n "$(postgres_bin)" ]; then
    home=$(cluster_home)
    if is_running "$home"; then was_running=yes; else start_postgres "$home"; fi
    url=$(cat "$home/url")
  fi
  write_env "$url"
  exec 9>&-
}

stop() {
  if [ -n "$(postgres_bin)" ]; then stop_postgres "$(cluster_home)"; fi
  rm -f "$env_file"
}

run() {
  start
  if [ "$was_running" = no ]; then trap stop EXIT; fi
  set -a
  # shellcheck disable=SC1090
  . "$env_file"
  set +a
  "$@"
}

case "${1:-start}" in
  start)
    start
    say "ready; the variables are in build/services.env"
    ;;
  stop) stop ;;
  run)
    shift
    run "$@"
    ;;
  *)
    sed -n '2,/^set /{/^#/s/^# \{0,1\}//p;}' "${BASH_SOURCE[0]}" >&2
    exit 2
    ;;
esac
