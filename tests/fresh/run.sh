#!/usr/bin/env bash
# What run.sh and test.sh install is enough: guest.sh runs them in a new, minimal Debian that has the .NET SDK and a clone of this
# repository's HEAD, nothing else. Slow, so only `./test.sh --fresh` runs it; PROJECTS is test.sh's.
# Everything happens in mount and process namespaces below a temporary directory; the network and the cgroups are the host's. Packages come
# the way the host gets them: its apt settings, NuGet settings, proxies, certificates and NuGet cache (read-only) are taken over.
set -euo pipefail
cd "$(dirname "$0")/../.."
repository=$PWD

if [[ ${1:-} != --inside ]]; then
    mkdir -p "$repository/.cache/fresh"
    work=$(mktemp -d /tmp/panel-fresh.XXXXXX)
    trap 'rm -rf --one-file-system "$work"' EXIT
    PANEL_IMAGE_CACHE=$repository/.cache/fresh docker-bootstrap/images/build.sh debian "$work/debian.tar"
    unshare --mount --propagation private --pid --fork --kill-child "$0" --inside "$work"
    exit
fi

# From here on: first process of the new namespaces, which takes every other one and every mount along when it ends.
work=$2 root=$2/root
mkdir "$root" "$work/upper" "$work/overlay-work"
mount --bind "$root" "$root"
tar -C "$root" -xpf "$work/debian.tar"

sdk=$(dirname "$(readlink -f "$(command -v dotnet)")")
packages=${NUGET_PACKAGES:-$HOME/.nuget/packages}
mkdir -p "$root/usr/share/dotnet" "$root/root/.nuget/packages" "$root/root/.nuget/NuGet" "$packages"
mount --bind -o ro "$sdk" "$root/usr/share/dotnet"
mount -t overlay overlay -o "lowerdir=$packages,upperdir=$work/upper,workdir=$work/overlay-work" "$root/root/.nuget/packages"
[[ ! -e $HOME/.nuget/NuGet/NuGet.Config ]] || cp -L "$HOME/.nuget/NuGet/NuGet.Config" "$root/root/.nuget/NuGet/"
apt-config dump --format '%F "%v";%n' Acquire::http Acquire::https Acquire::Check-Valid-Until Acquire::Check-Date >"$root/etc/apt/apt.conf.d/90host"
[[ ! -d /usr/local/share/ca-certificates ]] || cp -rL /usr/local/share/ca-certificates "$root/usr/local/share/"
cat /etc/resolv.conf >"$root/etc/resolv.conf"
cat /etc/hosts >"$root/etc/hosts"
git clone -q --no-hardlinks "$repository" "$root/root/panel"
if [[ -d $repository/../shared/reference ]]; then
    mkdir "$root/root/shared"
    cp -rL "$repository/../shared/reference" "$root/root/shared/"
fi

mount -t proc proc "$root/proc"
mount --rbind /sys "$root/sys"
mount -t tmpfs -o mode=755,size=64m tmpfs "$root/dev"
for device in null zero full random urandom tty kmsg loop-control loop{0..7}; do
    [[ -e /dev/$device ]] || continue
    touch "$root/dev/$device"
    mount --bind "/dev/$device" "$root/dev/$device"
done
mkdir "$root/dev/pts" "$root/dev/shm"
mount -t devpts -o newinstance,ptmxmode=0666,mode=0620,gid=5 devpts "$root/dev/pts"
mount -t tmpfs -o mode=1777 tmpfs "$root/dev/shm"
ln -s pts/ptmx "$root/dev/ptmx"
ln -s /proc/self/fd "$root/dev/fd"
for stream in 0:stdin 1:stdout 2:stderr; do ln -s "/proc/self/fd/${stream%:*}" "$root/dev/${stream#*:}"; done
mount -t tmpfs -o mode=755 tmpfs "$root/run"

# pivot_root, not chroot: the kernel refuses user namespaces to a process in a chroot.
mkdir "$root/host"
cd "$root"
pivot_root . host
umount --lazy /host
mapfile -t passed < <(env | grep -Ei '^(https?_proxy|no_proxy|NUGET_[A-Z_]*REVOCATION[A-Z_]*|SSL_CERT_[A-Z]*|UseSharedCompilation|PROJECTS)=' || true)
exec env -i HOME=/root PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin "${passed[@]}" bash /root/panel/tests/fresh/guest.sh
