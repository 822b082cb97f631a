#!/usr/bin/env bash
# Builds the root file system of a base image from this machine's own package sources, as a tar.
#   build.sh busybox <out.tar>   a static busybox with all its applets; seconds, no network where busybox-static is installed
#   build.sh debian <out.tar> [package ...]
#                                a minimal Debian without documentation; about a minute the first time, then from the cache
# The last line, "image <reference>", is the name that fits. PANEL_IMAGE_CACHE is the cache's directory;
# PANEL_IMAGE_REFRESH=1 builds anew. Missing tools are installed where this runs as root.
set -euo pipefail
umask 022

say() { printf '%s\n' "$*"; }
fail() { printf 'error: %s\n' "$*" >&2; exit 1; }
usage() { fail "usage: build.sh busybox <out.tar>, or build.sh debian <out.tar> [package ...]"; }

[[ $# -ge 2 && $2 != -* ]] || usage
kind=$1 packages=("${@:3}")
out=$(realpath -m -- "$2")
mkdir -p -- "$(dirname -- "$out")"
work=$(mktemp -d)
trap 'rm -rf -- "$work" "$out.part"' EXIT

pack() { # directory -> $out.part, the same bytes for the same files
    tar --sort=name --mtime=@0 --owner=0 --group=0 --numeric-owner --format=pax --pax-option=exthdr.name=%d/PaxHeaders/%f,delete=atime,delete=ctime -C "$1" -cf "$out.part" .
}

is_static() { [[ -x $1 ]] && ! ldd "$1" >/dev/null 2>&1; }

static_busybox() { # -> path of one, on file descriptor 3
    local candidate
    for candidate in "$(command -v busybox || true)" /bin/busybox /usr/bin/busybox; do
        if [[ -n $candidate ]] && is_static "$candidate"; then printf '%s' "$candidate" >&3; return; fi
    done
    command -v apt-get >/dev/null || fail "there is neither a static busybox nor apt-get to fetch busybox-static"
    say "fetching busybox-static"
    # Unpacked here and not installed: the package would replace the machine's busybox.
    chmod 755 "$work"
    (cd "$work" && { apt-get -q download busybox-static || { apt-get -q update && apt-get -q download busybox-static; }; } 2>&1) \
        || fail "apt-get could not download busybox-static"
    dpkg-deb -x "$work"/busybox-static_*.deb "$work/package"
    for candidate in "$work"/package/bin/busybox "$work"/package/usr/bin/busybox; do
        if is_static "$candidate"; then printf '%s' "$candidate" >&3; return; fi
    done
    fail "the package busybox-static holds no static busybox"
}

build_busybox() {
    local busybox root=$work/rootfs applet
    static_busybox 3>"$work/path"
    busybox=$(<"$work/path")
    say "using $busybox ($("$busybox" | head -n 1))"
    mkdir -p "$root"/{bin,sbin,usr/bin,usr/sbin,etc,dev,proc,sys,home,root,tmp,run,var/{log,tmp,spool,www}}
    chmod 1777 "$root/tmp" "$root/var/tmp"
    chmod 700 "$root/root"
    ln -s ../run "$root/var/run"
    install -m 755 "$busybox" "$root/bin/busybox"
    while read -r applet; do
        [[ $applet == */busybox || $applet == linuxrc || -e $root/$applet ]] || ln -s /bin/busybox "$root/$applet"
    done < <("$busybox" --list-full)
    # What scripts expect in either place.
    [[ -e $root/bin/sh ]] || ln -s busybox "$root/bin/sh"
    [[ -e $root/usr/bin/env ]] || ln -s /bin/busybox "$root/usr/bin/env"
    cat >"$root/etc/passwd" <<'EOF'
root:x:0:0:root:/root:/bin/sh
daemon:x:1:1:daemon:/usr/sbin:/bin/false
bin:x:2:2:bin:/bin:/bin/false
sys:x:3:3:sys:/dev:/bin/false
mail:x:8:8:mail:/var/spool/mail:/bin/false
www-data:x:33:33:www-data:/var/www:/bin/false
operator:x:37:37:Operator:/var:/bin/false
nobody:x:65534:65534:nobody:/home:/bin/false
EOF
    cat >"$root/etc/group" <<'EOF'
root:x:0:
daemon:x:1:
bin:x:2:
sys:x:3:
adm:x:4:
tty:x:5:
disk:x:6:
mail:x:8:
wheel:x:10:root
utmp:x:43:
www-data:x:33:
audio:x:29:
video:x:44:
staff:x:50:
users:x:100:
nogroup:x:65534:
EOF
    printf 'root:*::0:::::\n' >"$root/etc/shadow"
    chmod 600 "$root/etc/shadow"
    printf '127.0.0.1\tlocalhost\n::1\tlocalhost\n' >"$root/etc/hosts"
    printf 'hosts: files dns\n' >"$root/etc/nsswitch.conf"
    : >"$root/etc/resolv.conf"
    pack "$root"
    reference=busybox:latest
}

# One-line entries of the distribution's own archive, from where this machine gets it; the release is the image's, whatever the machine's.
debian_sources() {
    apt-get indextargets --format '$(ORIGIN)|$(COMPONENT)|deb $(REPO_URI) $(RELEASE) main' 'Created-By: Packages' 2>/dev/null \
        | sed -En "s/^Debian\\|main\\|(deb [^ ]+) [a-z]+(-updates|-security)? main\$/\\1 $suite\\2 main/p" | sort -u
}

build_debian() {
    local suite=bookworm sources key cache cached
    command -v apt-get >/dev/null || fail "a Debian root file system needs apt-get; use this on Debian"
    sources=$(debian_sources)
    if [[ -z $sources ]]; then
        say "reading the package lists"
        apt-get -q update
        sources=$(debian_sources)
    fi
    [[ -n $sources ]] || fail "apt has no source of Debian's main archive configured (see /etc/apt/sources.list.d)"
    reference=$(IFS=-; printf %s "debian:$suite-slim${packages[*]:+-${packages[*]}}")

    cache=${PANEL_IMAGE_CACHE:-/var/cache/panel/images}
    key=$(printf '%s\n' "$sources" "${packages[@]}" | cat - "${BASH_SOURCE[0]}" | sha256sum | cut -c1-16)
    cached=$cache/debian-$suite-$(dpkg --print-architecture)-$key.tar
    if [[ -s $cached && -z ${PANEL_IMAGE_REFRESH:-} ]]; then
        say "using $cached"
        cp -- "$cached" "$out.part"
        return
    fi
    if ! command -v mmdebstrap >/dev/null; then
        [[ $(id -u) == 0 ]] || fail "mmdebstrap is missing; install it, or run this as root"
        say "installing mmdebstrap"
        DEBIAN_FRONTEND=noninteractive apt-get -q -y install --no-install-recommends mmdebstrap \
            || { apt-get -q update; DEBIAN_FRONTEND=noninteractive apt-get -q -y install --no-install-recommends mmdebstrap; }
    fi
    say "building Debian $suite"
    # The machine's own way to the archive, such as a proxy, goes for this too.
    apt-config dump --format '%F "%v";%n' Acquire::http Acquire::https Acquire::Check-Valid-Until Acquire::Check-Date >"$work/apt.conf"
    printf '%s\n' "$sources" >"$work/sources.list"
    # The hook makes /usr merged beforehand: the package that would do it later brings all of Perl.
    mmdebstrap --variant=minbase --format=tar --quiet --skip=output/dev --hook-dir=/usr/share/mmdebstrap/hooks/maybe-merged-usr \
        --aptopt="$work/apt.conf" --aptopt='APT::Install-Recommends "false"' \
        --dpkgopt='path-exclude=/usr/share/man/*' --dpkgopt='path-exclude=/usr/share/info/*' --dpkgopt='path-exclude=/usr/share/locale/*' \
        --dpkgopt='path-exclude=/usr/share/doc/*' --dpkgopt='path-include=/usr/share/doc/*/copyright' --dpkgopt='path-exclude=/usr/share/lintian/*' \
        --customize-hook='rm -rf "$1"/var/lib/apt/lists/* "$1"/var/cache/apt/*.bin "$1"/var/log/apt "$1"/var/log/*.log "$1"/etc/apt/apt.conf.d/99mmdebstrap' \
        --customize-hook='mkdir -p "$1"/var/lib/apt/lists/partial && rm -f "$1"/etc/hostname && : > "$1"/etc/resolv.conf' \
        ${packages[@]+"--include=$(IFS=,; printf %s "${packages[*]}")"} "$suite" "$out.part" "$work/sources.list"
    # Without its device nodes, but there: it is a mount point.
    mkdir -p "$work/empty/dev"
    tar --append --file="$out.part" --mtime=@0 --owner=0 --group=0 --numeric-owner -C "$work/empty" ./dev
    mkdir -p -- "$cache"
    cp -- "$out.part" "$cached.part"
    mv -- "$cached.part" "$cached"
}

case $kind in
    busybox) [[ $# -eq 2 ]] || usage; build_busybox ;;
    debian) build_debian ;;
    *) usage ;;
esac
mv -- "$out.part" "$out"
say "wrote $out ($(stat -c %s -- "$out") bytes)"
say "image $reference"
