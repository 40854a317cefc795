#!/usr/bin/env bash
# Builds every peer into artifacts/peers/ and checks each server's answers. A peer whose toolchain is missing is skipped with
# the reason, written to artifacts/peers/skipped.txt; any other failure ends the script.
# Usage: bench/peers/build.sh [--no-install]     (as root it installs Debian packages first, unless told not to)
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
out=$(cd "$here/../.." && pwd)/artifacts/peers
install=yes
case "${1:-}" in
  "") ;;
  --no-install) install=no ;;
  *) echo "build.sh: unknown argument '$1'; usage: build.sh [--no-install]" >&2; exit 2 ;;
esac
mkdir -p "$out"
: > "$out/skipped.txt"

skip() { echo "skipped $1: $2" | tee -a "$out/skipped.txt"; }

# The newest Go that apt knows beside or above the distribution's own.
find_go() {
  local candidate
  for candidate in $(ls -d /usr/lib/go-1.*/bin/go 2>/dev/null | sort -rV) "$(command -v go || true)"; do
    [[ -x $candidate ]] && { echo "$candidate"; return; }
  done
  return 1
}

install_packages() {
  local wanted=(gcc libc6-dev golang-go golang-github-gorilla-websocket-dev) newer
  newer=$(apt-cache search --names-only '^golang-1\.[0-9]+-go$' | awk '{print $1}' | sort -rV | head -1)
  [[ -n $newer ]] && wanted+=("$newer")
  apt-cache show opentracker > /dev/null 2>&1 && wanted+=(opentracker)   # needs no building; the driver finds it by its name
  command -v npm > /dev/null || wanted+=(nodejs npm)
  DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends "${wanted[@]}" > "$out/apt.log" 2>&1 \
    || echo "build.sh: apt-get failed, see $out/apt.log; going on with what is installed" >&2
}

build_c() {
  command -v gcc > /dev/null || { skip c "no gcc (apt install gcc libc6-dev)"; return; }
  mkdir -p "$out/c"
  local program
  for program in echo_server load live_load fanout_server sink storm send_cost stream udp_floor udp_load udp_garbage speech_load; do
    gcc -O3 -march=native -std=gnu11 -Wall -Wextra -Werror -pthread -o "$out/c/$program" "$here/c/$program.c" -lm
  done
}

build_go() {
  local go
  go=$(find_go) || { skip go "no Go (apt install golang-go)"; return; }
  [[ -d /usr/share/gocode/src/github.com/gorilla/websocket ]] \
    || { skip go "no gorilla/websocket (apt install golang-github-gorilla-websocket-dev)"; return; }
  mkdir -p "$out/go"
  (cd "$here/go" && GOFLAGS=-mod=mod GOPROXY=off GOTOOLCHAIN=local "$go" build -o "$out/go/" ./server ./client ./room ./gateway ./backend)
  "$go" version > "$out/go/version.txt"
}

build_node() {
  command -v node > /dev/null && command -v npm > /dev/null || { skip node "no node or npm"; return; }
  mkdir -p "$out/node"
  cp "$here"/node/{server.js,room.js,package.json,package-lock.json} "$out/node/"
  (cd "$out/node" && npm ci --no-audit --no-fund --loglevel=error > npm.log 2>&1) || { skip node "npm ci failed, see $out/node/npm.log"; rm "$out"/node/{server,room}.js; }
}

build_kestrel() {
  command -v dotnet > /dev/null || { skip kestrel "no .NET SDK"; return; }
  dotnet publish "$here/kestrel/KestrelEcho.csproj" -c Release -o "$out/kestrel" --artifacts-path "$out/kestrel-build" --nologo -v q
}

build_blazor() {
  command -v dotnet > /dev/null || { skip blazor "no .NET SDK"; return; }
  dotnet publish "$here/blazor/BlazorPeer.csproj" -c Release -o "$out/blazor" --artifacts-path "$out/blazor-build" --nologo -v q
}

[[ $install == yes && $(id -u) == 0 ]] && install_packages
build_c
build_go
build_node
build_kestrel
build_blazor
python3 "$here/check.py" "$out"
