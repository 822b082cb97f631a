#!/usr/bin/env bash
# Runs the engine's privileged tests in a Debian 12 virtual machine: Debian's kernel, systemd, pure cgroup v2, software emulation.
# Slow, so only `./test.sh --vm` runs it. Wants artifacts/shim and a built tests/Engine.Privileged.Tests. Prints the tests' own summary.
#   tests/vm/run.sh [test filter arguments …]
set -euo pipefail
cd "$(dirname "$0")/../.."
root=$PWD
work=$root/.cache/vm
tests=$(dirname "$(find tests/Engine.Privileged.Tests/bin -name Panel.Engine.Privileged.Tests -printf '%T@ %p\n' 2>/dev/null | sort -rn | head -1 | cut -d' ' -f2)")
[ -n "$tests" ] && [ "$tests" != . ] || { echo 'tests/vm: build tests/Engine.Privileged.Tests first.' >&2; exit 2; }
[ -x artifacts/shim/panel-shim ] || { echo 'tests/vm: publish the shim to artifacts/shim first.' >&2; exit 2; }
mkdir -p "$work"

missing=()
for package in qemu-system-x86 mmdebstrap e2fsprogs; do
  dpkg-query -W -f '${Status}' "$package" 2>/dev/null | grep -q 'ok installed' || missing+=("$package")
done
if [ ${#missing[@]} -gt 0 ]; then
  apt-get update -qq
  DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
fi

if [ ! -s "$work/root.tar" ]; then
  mmdebstrap --quiet --variant=minbase --format=tar \
    --include=linux-image-cloud-amd64,systemd-sysv,udev,libnftables1,libseccomp2,busybox-static,iproute2,kmod,procps,libstdc++6,zlib1g \
    bookworm "$work/root.tar.part"
  mv "$work/root.tar.part" "$work/root.tar"
fi

tree=$(mktemp -d "$work/tree.XXXXXX")
trap 'rm -rf "$tree" "$work/disk.img"' EXIT
tar -C "$tree" -xf "$work/root.tar"
mkdir -p "$tree/panel/artifacts" "$tree/panel/$tests" "$tree/usr/share/dotnet"
cp -a artifacts/shim "$tree/panel/artifacts/"
cp -a Panel.sln docker-bootstrap "$tree/panel/"
cp -a "$tests/." "$tree/panel/$tests/"
dotnet=$(dirname "$(readlink -f "$(command -v dotnet)")")
cp -a "$dotnet/host" "$dotnet/dotnet" "$tree/usr/share/dotnet/"
mkdir -p "$tree/usr/share/dotnet/shared"
cp -a "$dotnet/shared/Microsoft.NETCore.App" "$dotnet/shared/Microsoft.AspNetCore.App" "$tree/usr/share/dotnet/shared/"
printf 'nameserver 192.0.2.53\n' >"$tree/etc/resolv.conf"
printf 'panel-vm\n' >"$tree/etc/hostname"
cat >"$tree/panel/guest.sh" <<EOF
#!/bin/sh
exec >/dev/ttyS0 2>&1 </dev/null
echo "guest: \$(uname -r), \$(stat -fc %T /sys/fs/cgroup), controllers: \$(cat /sys/fs/cgroup/cgroup.controllers)"
export DOTNET_ROOT=/usr/share/dotnet PANEL_SHIM=/panel/artifacts/shim/panel-shim HOME=/root CI=true
cd /panel && timeout 3000 ./$tests/Panel.Engine.Privileged.Tests --no-ansi --no-progress $*
echo "guest: tests ended with \$?"
sync
systemctl poweroff --force --force
EOF
chmod +x "$tree/panel/guest.sh"
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
# A login prompt would hang up the console that the tests write to.
ln -sf /dev/null "$tree/etc/systemd/system/serial-getty@ttyS0.service"
mke2fs -q -t ext4 -d "$tree" "$work/disk.img" 4G

console=$work/console.log
timeout 3600 qemu-system-x86_64 -accel tcg,thread=multi -cpu max -smp 2 -m 3G -nodefaults -no-reboot -display none -serial "file:$console" \
  -kernel "$tree"/boot/vmlinuz-* -initrd "$tree"/boot/initrd.img-* \
  -append 'root=/dev/vda rw console=ttyS0 quiet systemd.unified_cgroup_hierarchy=1 systemd.show_status=0' \
  -drive "file=$work/disk.img,format=raw,if=virtio,cache=unsafe"
tr -d '\r' <"$console" | sed -n '/guest: /,$p'
tr -d '\r' <"$console" | grep -q 'guest: tests ended with 0'
