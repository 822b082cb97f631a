#!/usr/bin/env bash
# Boots a Debian 12 virtual machine: Debian's kernel, systemd, pure cgroup v2, software emulation. In it service.sh looks at the installed
# service over restarts and a reboot, then the engine's privileged tests run.
# Slow, so only `./test.sh --vm` runs it. Wants artifacts/ with the docker command line, and a built tests/Engine.Privileged.Tests.
#   tests/vm/run.sh [test filter arguments …]     SERVICE= leaves the service out, TESTS= the privileged tests
#   LSM=selinux tests/vm/run.sh --filter-class '*SelinuxTests'     with SELinux, permissive, in place of AppArmor
set -euo pipefail
cd "$(dirname "$0")/../.."
work=$PWD/.cache/vm
# shellcheck source=tests/vm/machine.sh
. tests/vm/machine.sh
tests=$(dirname "$(find tests/Engine.Privileged.Tests/bin -name Panel.Engine.Privileged.Tests -printf '%T@ %p\n' 2>/dev/null | sort -rn | head -1 | cut -d' ' -f2)")
[ -n "$tests" ] && [ "$tests" != . ] || { echo 'tests/vm: build tests/Engine.Privileged.Tests first.' >&2; exit 2; }
machine_artifacts
machine_needs
mkdir -p "$work"
lsm=
if [ "${LSM:-}" = selinux ]; then
  packages+=,selinux-policy-default
  lsm='security=selinux selinux=1 enforcing=0'
fi

# What runs systemd in a container takes its image along: the machine has no network.
[ -s "$tests/systemd.tar" ] || docker-bootstrap/images/build.sh debian "$tests/systemd.tar" systemd-sysv dbus

tree=$(mktemp -d "$work/tree.XXXXXX")
disk=$tree.img console=$tree.log
trap 'rm -rf "$tree" "$disk" "$console"' EXIT
machine_tree "$tree"
mkdir -p "$tree/panel/$tests"
cp -a tests/vm/guest.sh tests/vm/service.sh "$tree/panel/"
cp -a "$tests/." "$tree/panel/$tests/"
printf 'service=%s tests=%s\n' "${SERVICE-yes}" "${TESTS-$tests}" >"$tree/panel/guest.env"
printf '%s\n' "$@" >"$tree/panel/guest.arguments"
cat >"$tree/etc/systemd/system/panel-tests.service" <<'EOF'
[Unit]
Description=Panel's privileged tests
After=multi-user.target
[Service]
Type=oneshot
ExecStart=/panel/guest.sh
Delegate=yes
TimeoutStartSec=infinity
[Install]
WantedBy=multi-user.target
EOF
mkdir -p "$tree/etc/systemd/system/multi-user.target.wants"
ln -sf ../panel-tests.service "$tree/etc/systemd/system/multi-user.target.wants/panel-tests.service"
[ -z "$lsm" ] || printf 'SELINUX=permissive\nSELINUXTYPE=default\n' >"$tree/etc/selinux/config"
# A login prompt would hang up the console that the tests write to.
ln -sf /dev/null "$tree/etc/systemd/system/serial-getty@ttyS0.service"
mke2fs -q -t ext4 -d "$tree" "$disk" 4G

boot() { (limit=5400; machine_boot "$tree" "$console" "rw systemd.unified_cgroup_hierarchy=1 systemd.show_status=0 $lsm" "file=$disk,cache=unsafe"); }
said() { tr -d '\r' <"$console" | grep -qx "guest: $1"; }
boot
if said 'reboots'; then
  # systemd waits for what does not end by itself; nothing of the containers may be left by then.
  ! grep -a 'systemd-shutdown.*Waiting for process:.*panel-shim' "$console" || { echo 'tests/vm: containers were left running at the reboot.' >&2; exit 1; }
  boot
fi
tr -d '\r' <"$console" | sed -n '/guest: /,$p'
said 'all ended with 0'
