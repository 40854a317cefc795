# shellcheck shell=bash
# Sourced by ./millrace when the command line has to be built. Uses: root, out, current, is_fresh. Sets: build.
#
# Each build goes to a folder of its own and becomes current by one rename, so a program that is running (and that starts
# itself again for its targets) keeps the files it was started from. Intermediate files are apart from those of ./test and IDEs.

say() { printf '%s\n' "$*" >&2; }

build_cli() {
  mkdir -p "$out" || return 72
  local status=0
  if command -v flock >/dev/null 2>&1; then
    exec 9>"$out/lock"
    if ! flock -n 9; then
      say "millrace: another build of it is under way; waiting..."
      flock 9
    fi
    build_cli_locked || status=$?
    exec 9>&-
  else
    # No flock (macOS): a folder is made by one process only. The owner's pid tells a lock that was left behind.
    local owner
    until mkdir "$out/lock.d" 2>/dev/null; do
      read -r owner <"$out/lock.d/pid" 2>/dev/null || owner=
      if [ -n "$owner" ] && ! kill -0 "$owner" 2>/dev/null; then
        rm -rf "$out/lock.d"
      else
        sleep 0.2
      fi
    done
    echo $$ >"$out/lock.d/pid"
    build_cli_locked || status=$?
    rm -rf "$out/lock.d"
  fi
  return "$status"
}

build_cli_locked() {
  # Whoever held the lock before us may have built what we need.
  if is_fresh; then return 0; fi
  check_sdk || return $?

  if [ -r "$current" ]; then
    say "millrace: sources changed, building..."
  else
    say "millrace: building (first run: about a minute)..."
  fi

  build=$(date +%s)-$$
  : >"$out/$build.began"
  local log=$out/build.log rid
  rid=$(host_rid)
  if ! publish "$log" "$rid" true; then
    if grep -qE 'NU1101|NU1102|NU1103|NU1301|NETSDK1094' "$log" && publish "$log" "$rid" false; then
      say "millrace: the ReadyToRun compiler for $rid cannot be restored here; built without it, so every command starts a little slower."
    else
      say "millrace: the build failed:"
      grep -E '(error|warning) [A-Z]+[0-9]+:|: error |MSBUILD' "$log" | sort -u >&2 || cat "$log" >&2
      say "millrace: the whole log is $log"
      rm -rf "${out:?}/$build" "$out/$build.began"
      return 72
    fi
  fi

  local runtime
  runtime=$(dotnet --list-runtimes 2>/dev/null | sed -n 's/^Microsoft\.NETCore\.App 10\.[^[]*\[\(.*\)\/shared\/Microsoft\.NETCore\.App\]$/\1/p' | tail -n 1)
  if [ -n "$runtime" ]; then printf '%s\n' "$runtime" >"$out/$build.runtime"; fi
  printf '%s\n' "$build" >"$current.new" && mv -f "$current.new" "$current"
  remove_old_builds
}

check_sdk() {
  local advice="Install the .NET 10 SDK from https://dotnet.microsoft.com/download/dotnet/10.0 and see that 'dotnet' is on the PATH."
  if ! command -v dotnet >/dev/null 2>&1; then
    say "millrace: there is no 'dotnet' here to build it with. $advice"
    return 71
  fi
  local sdks
  sdks=$(dotnet --list-sdks 2>/dev/null)
  if ! printf '%s\n' "$sdks" | grep -qE '^([1-9][0-9])\.'; then
    say "millrace: it needs the .NET 10 SDK, but $(command -v dotnet) has: $(printf '%s' "${sdks:-no SDK, only runtimes}" | sed 's/ \[.*//' | tr '\n' ' '). $advice"
    return 71
  fi
}

# The portable name of this machine, which is what the compiler packages are named after (a distribution's own name is not).
host_rid() {
  local system machine
  case $(uname -s) in
    Darwin) system=osx ;;
    FreeBSD) system=freebsd ;;
    *) if ls /lib/ld-musl-* >/dev/null 2>&1; then system=linux-musl; else system=linux; fi ;;
  esac
  case $(uname -m) in
    aarch64 | arm64) machine=arm64 ;;
    armv7* | armv8l) machine=arm ;;
    *) machine=x64 ;;
  esac
  printf '%s-%s\n' "$system" "$machine"
}

publish() {
  local log=$1 rid=$2 ready_to_run=$3 seconds=0 pid status
  # 9>&-: the compiler server that this starts outlives it and must not keep the lock.
  (cd "$root" && exec dotnet publish src/Millrace.Cli/Millrace.Cli.csproj -c Release -r "$rid" --self-contained false \
    -p:PublishReadyToRun="$ready_to_run" -p:ArtifactsPath="$out/obj" -o "$out/$build" \
    --nologo -v:quiet -nodeReuse:false) >"$log" 2>&1 </dev/null 9>&- &
  pid=$!
  trap 'kill "$pid" 2>/dev/null; wait "$pid" 2>/dev/null; rm -rf "${out:?}/$build" "$out/$build.began" "$out/lock.d"; exit 130' INT TERM
  while kill -0 "$pid" 2>/dev/null; do
    sleep 1
    seconds=$((seconds + 1))
    if [ $((seconds % 15)) = 0 ]; then say "millrace: still building (${seconds} s)..."; fi
  done
  wait "$pid"
  status=$?
  trap - INT TERM
  return "$status"
}

# Keeps the newest three and those that a running program was started from.
remove_old_builds() {
  local kept=0 name used
  used=$(for exe in /proc/[0-9]*/exe; do readlink "$exe" 2>/dev/null; done)
  # shellcheck disable=SC2012 # names are our own: digits and a dash
  for name in $(ls -1t "$out" | sed -n 's/^\([0-9]*-[0-9]*\)\.began$/\1/p'); do
    kept=$((kept + 1))
    if [ "$kept" -gt 3 ] && ! printf '%s\n' "$used" | grep -qF "$out/$name/"; then
      rm -rf "${out:?}/$name" "$out/$name.began" "$out/$name.runtime"
    fi
  done
}
