# shellcheck shell=bash
# Functions that run.sh, test.sh and install.sh share. Sourced, never run; the caller sets ROOT to the repository.

say() { printf '%s: %s\n' "${0##*/}" "$*" >&2; }
die() { say "$*"; exit 1; }

# The runtime needs ICU only for cultures, which the panel does not use.
LIBRARIES=$(PATH=$PATH:/sbin:/usr/sbin ldconfig -p)
have_library() { [[ $LIBRARIES == *[[:space:]]"$1"* ]]; }
have_library libicuuc.so || export DOTNET_SYSTEM_GLOBALIZATION_INVARIANT=1
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 DOTNET_SKIP_FIRST_TIME_EXPERIENCE=1

# need PACKAGE TEST...: remembers the Debian package when the test (a command) says that what it brings is missing.
MISSING=()
need() { local package=$1; shift; "$@" >/dev/null 2>&1 || MISSING+=("$package"); }

# Installs what `need` remembered; asks and changes nothing when everything is installed.
install_missing() {
    ((${#MISSING[@]})) || return 0
    command -v apt-get >/dev/null || die "missing ${MISSING[*]} (Debian's names): install them with this system's package manager, then start again."
    say "installing ${MISSING[*]}"
    local log; log=$(mktemp)
    if ! { apt-get update && DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends "${MISSING[@]}"; } </dev/null >"$log" 2>&1; then
        tail -n 15 "$log" >&2; rm -f "$log"
        die "apt-get could not install ${MISSING[*]} (see its output above)."
    fi
    rm -f "$log"; MISSING=()
}

# Packages that .NET itself needs.
need_runtime_packages() {
    need ca-certificates test -s /etc/ssl/certs/ca-certificates.crt
    need libssl3 have_library libssl.so.3
    need libstdc++6 have_library libstdc++.so.6
}

need_build_packages() {
    need_runtime_packages
    need gcc command -v gcc
    need libc6-dev test -e /usr/include/stdlib.h
    need zlib1g-dev test -e /usr/include/zlib.h
}

need_engine_packages() {
    need libnftables1 have_library libnftables.so.1
    need libseccomp2 have_library libseccomp.so.2
    need busybox-static busybox_is_static
}
busybox_is_static() { command -v busybox && ! ldd "$(command -v busybox)"; }

check_root() { ((EUID == 0)) || die "must run as root, because it makes namespaces, mounts and network interfaces: sudo $0"; }

# link_docker_socket SETTINGS SOCKET: programs look for Docker at SOCKET, so the panel puts a link there. An installed Docker keeps its place,
# and settings that mention the link, also empty or in a comment, stay as they are.
link_docker_socket() {
    if grep -q Panel__DockerSocketLink "$1" || command -v dockerd >/dev/null || [[ -e $2 || -L $2 ]]; then return; fi
    # The last line may lack its end.
    [[ -z $(tail -c 1 "$1") ]] || printf '\n' >>"$1"
    printf 'Panel__DockerSocketLink=%s\n' "$2" >>"$1"
}

find_dotnet() {
    local place
    for place in "${DOTNET_ROOT:-}" /usr/share/dotnet /usr/lib/dotnet "$HOME/.dotnet"; do
        if command -v dotnet >/dev/null; then break; fi
        if [[ -x $place/dotnet ]]; then PATH=$place:$PATH; fi
    done
}

check_dotnet() {
    find_dotnet
    [[ $(dotnet --list-sdks 2>/dev/null) =~ (^|$'\n')10\. ]] || die \
        "the .NET SDK 10 is missing and Debian does not package it; get it with: curl -fsSL https://dot.net/v1/dotnet-install.sh | bash -s -- --channel 10.0 --install-dir /usr/share/dotnet"
}

# Enough to run what another machine built.
check_dotnet_runtime() {
    find_dotnet
    [[ $(dotnet --list-runtimes 2>/dev/null) == *"Microsoft.AspNetCore.App 10."* ]] || die \
        "the ASP.NET Core runtime 10 is missing and Debian does not package it; get it with: curl -fsSL https://dot.net/v1/dotnet-install.sh | bash -s -- --channel 10.0 --runtime aspnetcore --install-dir /usr/share/dotnet"
}

kernel_has() { # kernel_has MODULE TEST...: the test passes, or does after the module is loaded
    local module=$1; shift
    "$@" >/dev/null 2>&1 && return
    modprobe "$module" >/dev/null 2>&1 && "$@" >/dev/null 2>&1
}
has_link_type() { unshare -n "$(command -v busybox)" ip link add panelprobe type "$1"; }
has_controller() { grep -qw "$1" /sys/fs/cgroup/cgroup.controllers 2>/dev/null || grep -Eq "^cgroup .*\b$1\b" /proc/mounts; }

# All faults at once; after the packages, because busybox makes the network probes.
check_kernel() {
    local faults=() release major minor controller
    release=$(uname -r); major=${release%%.*}; minor=${release#*.}; minor=${minor%%[!0-9]*}
    ((major > 5 || (major == 5 && minor >= 19))) || faults+=("kernel $release is too old: 5.19 or newer mounts overlays from idmapped layers")
    kernel_has overlay grep -qw overlay /proc/filesystems || faults+=("the kernel has no overlay file system (CONFIG_OVERLAY_FS)")
    [[ -e /proc/self/ns/user && $(cat /proc/sys/user/max_user_namespaces 2>/dev/null || echo 0) -gt 0 ]] ||
        faults+=("user namespaces are off: sysctl user.max_user_namespaces must be above 0")
    kernel_has bridge has_link_type bridge || faults+=("the kernel makes no bridges (CONFIG_BRIDGE)")
    kernel_has veth has_link_type veth || faults+=("the kernel makes no veth pairs (CONFIG_VETH)")
    kernel_has nf_tables grep -qm1 -w nf_tables_newtable /proc/kallsyms || faults+=("the kernel has no nftables (CONFIG_NF_TABLES)")
    for controller in memory pids cpu; do
        has_controller "$controller" || faults+=("the cgroup controller '$controller' is not mounted, neither v1 nor v2")
    done
    ((${#faults[@]})) || return 0
    local fault; for fault in "${faults[@]}"; do say "$fault"; done
    exit 1
}

runtime_identifier() {
    case $(uname -m) in
        x86_64) echo linux-x64 ;;
        aarch64) echo linux-arm64 ;;
        *) die "$(uname -m) is a processor that the panel is not built for; x86_64 and aarch64 are supported." ;;
    esac
}

# A hash over the content of everything below the given folders that a build reads.
source_stamp() {
    (cd "$ROOT" && dotnet --version && find "$@" Directory.Build.props Directory.Packages.props global.json .editorconfig BannedSymbols.txt \
        \( -name bin -o -name obj -o -name node_modules \) -prune -o -type f -print0 | LC_ALL=C sort -z | xargs -0 sha256sum) | sha256sum | cut -d' ' -f1
}

# publish NAME PROJECT SOURCES... -- OPTIONS...: publishes to artifacts/NAME when the sources changed. The new folder takes the old
# one's place in a rename, so a panel and shims that run from the old files go on undisturbed.
publish() {
    local name=$1 project=$2 sources=() stamp next=$ROOT/artifacts/.next-$1 log; shift 2
    while [[ $1 != -- ]]; do sources+=("$1"); shift; done; shift
    stamp=$(source_stamp "${sources[@]}")
    [[ -d $ROOT/artifacts/$name && $(cat "$ROOT/artifacts/.$name.stamp" 2>/dev/null) == "$stamp" ]] && return
    say "building the $name (only when its sources changed)"
    log=$ROOT/artifacts/$name.log
    rm -rf "$next"
    if ! dotnet publish "$ROOT/$project" -c Release -r "$(runtime_identifier)" -o "$next" -v q -nologo "$@" </dev/null >"$log" 2>&1 9>&-; then
        grep -E 'error|Error' "$log" | sort -u | head -n 20 >&2 || tail -n 20 "$log" >&2
        die "the $name does not build; the whole output is in $log"
    fi
    rm -rf "$ROOT/artifacts/.old-$name"
    [[ ! -d $ROOT/artifacts/$name ]] || mv "$ROOT/artifacts/$name" "$ROOT/artifacts/.old-$name"
    mv "$next" "$ROOT/artifacts/$name"
    rm -rf "$ROOT/artifacts/.old-$name"
    printf '%s\n' "$stamp" >"$ROOT/artifacts/.$name.stamp"
}

# link_command TARGET LINK: puts the command into the path, unless something else has that name.
link_command() {
    if [[ -L $2 && $(readlink "$2") == "$1" ]]; then return; fi
    if [[ -e $2 || -L $2 ]]; then say "$2 exists and is left as it is; the command is $1"; return; fi
    mkdir -p "$(dirname "$2")"
    ln -s "$1" "$2"
}

# artifacts/shim, artifacts/panel and artifacts/bin, one build at a time in this clone.
publish_all() {
    mkdir -p "$ROOT/artifacts"
    exec 9>"$ROOT/artifacts/.lock"; flock 9
    publish shim Engine/Shim/Panel.Engine.Shim.csproj Engine/Shim Engine/Protocol Engine/Linux -- -p:DebugType=none
    publish panel Web/Panel.Web.csproj Web Data Migrations Engine wwwroot appsettings.json docker-bootstrap/images -- --self-contained false -p:PublishReadyToRun=true
    # The command beside the server.
    install -D -m 755 "$ROOT/docker-bootstrap/panel.sh" "$ROOT/artifacts/bin/panel"
    exec 9>&-
}
