#!/usr/bin/env bash
# Boots a Debian 12 virtual machine: Debian's kernel, systemd, pure cgroup v2, software emulation. In it service.sh looks at the installed
# service over restarts and a reboot, then the engine's privileged tests run.
# Slow, so only `./test.sh --vm` runs it. Wants artifacts/ with the docker command line, and a built tests/Engine.Privileged.Tests.
#   tests/vm/run.sh [test filter arguments …]     SERVICE= leaves the service out, TESTS= the privileged tests
#   LSM=selinux tests/vm/run.sh --filter-class '*SelinuxTests'     with SELinux, permissive, in place of AppArmor
set -euo pipefail
cd "$(dirname "$0")/../.."
root=$PWD
work=$root/.cache/vm
tests=$(dirname "$(find tests/Engine.Privileged.Tests/bin -name Panel.Engine.Privileged.Tests -printf '%T@ %p\n' 2>/dev/null | sort -rn | head -1 | cut -d' ' -f2)")
[ -n "$tests" ] && [ "$tests" != . ] || { echo 'tests/vm: build tests/Engine.Privileged.Tests first.' >&2; exit 2; }
for file in shim/panel-shim panel/panel.dll clients/docker; do
  [ -f "artifacts/$file" ] || { echo "tests/vm: there is no artifacts/$file; ./test.sh --vm makes it." >&2; exit 2; }
done
mkdir -p "$work"

missing=()
for package in qemu-system-x86 mmdebstrap e2fsprogs; do
  dpkg-query -W -f '${Status}' "$package" 2>/dev/null | grep -q 'ok installed' || missing+=("$package")
done
if [ ${#missing[@]} -gt 0 ]; then
  apt-get update -qq
  DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
fi

# With all that install.sh and the tests ask for: this machine has no network to fetch it from.
packages=linux-image-cloud-amd64,systemd-sysv,udev,libnftables1,libseccomp2,libssl3,ca-certificates,busybox-static,iproute2,kmod,procps,libstdc++6,zlib1g,nftables,runc,gcc,libc6-dev,apparmor
lsm=
if [ "${LSM:-}" = selinux ]; then
  packages+=,selinux-policy-default
  lsm='security=selinux selinux=1 enforcing=0'
fi
system=$work/root-$(printf %s "$packages" | sha256sum | cut -c1-8).tar
if [ ! -s "$system" ]; then
  mmdebstrap --quiet --variant=minbase --format=tar --include="$packages" bookworm "$system.part"
  mv "$system.part" "$system"
fi

tree=$(mktemp -d "$work/tree.XXXXXX")
disk=$tree.img console=$tree.log
trap 'rm -rf "$tree" "$disk" "$console"' EXIT
tar -C "$tree" -xf "$system"
mkdir -p "$tree/panel/artifacts" "$tree/panel/$tests" "$tree/usr/share/dotnet"
cp -a artifacts/shim artifacts/panel artifacts/clients "$tree/panel/artifacts/"
cp -a Panel.sln docker-bootstrap tests/vm/guest.sh tests/vm/service.sh "$tree/panel/"
cp -a "$tests/." "$tree/panel/$tests/"
dotnet=$(dirname "$(readlink -f "$(command -v dotnet)")")
cp -a "$dotnet/host" "$dotnet/dotnet" "$tree/usr/share/dotnet/"
mkdir -p "$tree/usr/share/dotnet/shared"
cp -a "$dotnet/shared/Microsoft.NETCore.App" "$dotnet/shared/Microsoft.AspNetCore.App" "$tree/usr/share/dotnet/shared/"
printf 'nameserver 192.0.2.53\n' >"$tree/etc/resolv.conf"
printf 'panel-vm\n' >"$tree/etc/hostname"
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

# A reboot ends the emulator too; it is started again then.
boot() {
  timeout 5400 qemu-system-x86_64 -accel tcg,thread=multi -cpu max -smp 2 -m 3G -nodefaults -no-reboot -display none \
    -chardev "file,id=console,path=$console,append=on" -serial chardev:console \
    -kernel "$tree"/boot/vmlinuz-* -initrd "$tree"/boot/initrd.img-* \
    -append 'root=/dev/vda rw console=ttyS0 quiet systemd.unified_cgroup_hierarchy=1 systemd.show_status=0 '"$lsm" \
    -drive "file=$disk,format=raw,if=virtio,cache=unsafe"
}
said() { tr -d '\r' <"$console" | grep -qx "guest: $1"; }
boot
if said 'reboots'; then
  # systemd waits for what does not end by itself; nothing of the containers may be left by then.
  ! grep -a 'systemd-shutdown.*Waiting for process:.*panel-shim' "$console" || { echo 'tests/vm: containers were left running at the reboot.' >&2; exit 1; }
  boot
fi
tr -d '\r' <"$console" | sed -n '/guest: /,$p'
said 'all ended with 0'
