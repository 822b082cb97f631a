# shellcheck shell=bash
# What run.sh and powercut.sh share: the system of the virtual machine, and the emulator. Sourced in the repository's root; the caller sets `work`.

# machine_needs PACKAGE...: installs what this machine lacks.
machine_needs() {
  local package missing=()
  for package in qemu-system-x86 mmdebstrap e2fsprogs "$@"; do
    dpkg-query -W -f '${Status}' "$package" 2>/dev/null | grep -q 'ok installed' || missing+=("$package")
  done
  ((${#missing[@]})) || return 0
  apt-get update -qq
  DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
}

# machine_artifacts FILE...: what ./test.sh --vm makes is there.
machine_artifacts() {
  local file
  for file in shim/panel-shim panel/panel.dll clients/docker "$@"; do
    [ -f "artifacts/$file" ] || { echo "tests/vm: there is no artifacts/$file; ./test.sh --vm makes it." >&2; exit 2; }
  done
}

# With all that install.sh and the tests ask for: the machine has no network to fetch it from.
packages=linux-image-cloud-amd64,xfsprogs,systemd-sysv,udev,libnftables1,libseccomp2,libssl3,ca-certificates,busybox-static,iproute2,kmod,procps,libstdc++6,zlib1g,nftables,runc,gcc,libc6-dev,apparmor

# machine_tree TREE: Debian with .NET, the panel, its shim and the docker command line below /panel.
machine_tree() {
  local tree=$1 system dotnet
  system=$work/root-$(printf %s "$packages" | sha256sum | cut -c1-8).tar
  if [ ! -s "$system" ]; then
    mmdebstrap --quiet --variant=minbase --format=tar --include="$packages" bookworm "$system.part"
    mv "$system.part" "$system"
  fi
  tar -C "$tree" -xf "$system"
  mkdir -p "$tree/panel/artifacts" "$tree/usr/share/dotnet/shared"
  cp -a artifacts/shim artifacts/panel artifacts/clients "$tree/panel/artifacts/"
  cp -a Panel.sln docker-bootstrap "$tree/panel/"
  dotnet=$(dirname "$(readlink -f "$(command -v dotnet)")")
  cp -a "$dotnet/host" "$dotnet/dotnet" "$tree/usr/share/dotnet/"
  cp -a "$dotnet/shared/Microsoft.NETCore.App" "$dotnet/shared/Microsoft.AspNetCore.App" "$tree/usr/share/dotnet/shared/"
  printf 'nameserver 192.0.2.53\n' >"$tree/etc/resolv.conf"
  printf 'panel-vm\n' >"$tree/etc/hostname"
}

# machine_boot TREE CONSOLE KERNEL-ARGUMENTS DRIVE...: becomes the emulator, which ends when the machine does, at a reboot too, and after `limit` seconds.
machine_boot() {
  local tree=$1 console=$2 arguments=$3 drive drives=()
  shift 3
  for drive; do drives+=(-drive "format=raw,if=virtio,$drive"); done
  exec ${limit:+timeout "$limit"} qemu-system-x86_64 -accel tcg,thread=multi -cpu max -smp 2 -m 3G -nodefaults -no-reboot -display none \
    -chardev "file,id=console,path=$console,append=on" -serial chardev:console \
    -kernel "$tree"/boot/vmlinuz-* -initrd "$tree"/boot/initrd.img-* -append "root=/dev/vda console=ttyS0 quiet $arguments" "${drives[@]}"
}
