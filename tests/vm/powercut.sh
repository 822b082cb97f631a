#!/usr/bin/env bash
# Cuts the power of a virtual machine whose panel works on XFS, which syncs nothing by itself at a rename: the emulator is killed at a random moment, and
# with it goes what only the guest's memory had. After the next boot everything that was answered must be there, whole, and nothing in doubt.
# Slow, so only `./test.sh --vm` runs it. Wants artifacts/ with the docker command line.
#   CUTS=2 SEED=… tests/vm/powercut.sh
set -euo pipefail
cd "$(dirname "$0")/../.."
work=$PWD/.cache/vm
# shellcheck source=tests/vm/machine.sh
. tests/vm/machine.sh
machine_artifacts
machine_needs xfsprogs
mkdir -p "$work"
cuts=${CUTS:-2}
RANDOM=${SEED:=$$}

tree=$(mktemp -d "$work/tree.XXXXXX")
disk=$tree.img data=$tree.xfs console=$tree.log machine=
: >"$console"
trap '[ -z "$machine" ] || kill -9 "$machine" 2>/dev/null || true; rm -rf "$tree" "$disk" "$data" "$console"' EXIT
machine_tree "$tree"
install -m 755 tests/vm/powercut-guest.sh "$tree/panel/"
# All that the containers run.
mkdir -p "$tree/data" "$tree/panel/image/bin"
cp "$tree/bin/busybox" "$tree/panel/image/bin/"
for name in true sleep sh; do ln -s busybox "$tree/panel/image/bin/$name"; done
tar -C "$tree/panel/image" -cf "$tree/panel/image.tar" .
mke2fs -q -t ext4 -d "$tree" "$disk" 4G
truncate -s 2G "$data"
mkfs.xfs -q "$data"

fail() { echo "powercut: FAILED: $*"; tail -c 6000 "$console"; exit 1; }
lines() { tr -d '\r' <"$console" | grep -a "^guest: $1" || true; }
count() { lines "$1" | wc -l; }
# until_said COUNT PATTERN SECONDS
until_said() {
  local end=$((SECONDS + $3))
  until (($(count "$2") >= $1)); do
    kill -0 "$machine" 2>/dev/null || fail "the machine ended before it said: $2"
    ((SECONDS < end)) || fail "the machine did not say: $2"
    sleep 0.2
  done
}

echo "powercut: seed $SEED, $cuts cuts"
for ((boot = 1; boot <= cuts + 1; boot++)); do
  # Writes reach the host at once (cache=writeback), so exactly what the guest has not written is lost.
  (machine_boot "$tree" "$console" "ro init=/panel/powercut-guest.sh panel.boot=$boot" "file=$disk,cache=unsafe,readonly=on" "file=$data,cache=writeback") &
  machine=$!
  until_said "$boot" 'state ends' 1500
  ! lines 'FAILED' | grep . || fail "boot $boot"
  if ((boot > 1)); then tests/vm/powercut-check.awk "$console" || fail "boot $boot"; fi
  if ((boot > cuts)); then break; fi
  before=$(count 'answered')
  until_said $((before + 10 + RANDOM % 30)) 'answered' 1500
  sleep "0.$((RANDOM % 10))"
  kill -9 "$machine"
  wait "$machine" 2>/dev/null || true
  echo "powercut: cut $boot after $(count 'answered') answers, the last: $(lines 'answered' | tail -1)"
done
echo "powercut: everything that was answered was there, whole"
