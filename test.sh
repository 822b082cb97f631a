#!/usr/bin/env bash
# Installs what the tests need and runs all of them: ./test.sh [FILTER]
# ./test.sh --vm looks at the installed service, runs the engine's privileged tests and cuts the power in a Debian virtual machine instead (kernel 6.1,
# systemd, cgroup v2; half an hour and more). ./test.sh --fresh starts the panel and runs this script in a new, minimal Debian instead.
# FILTER is part of a test's full name. The last line is "N passed, N failed, N skipped"; the exit code is 0 only when none failed and some ran.
# A skip counts as a failure unless its reason is one that a machine may have (MAY_LACK below).
# Environment: PROJECTS="Data.Tests EndToEnd" runs only these folders of tests/; RESULTS=dir keeps each project's output there.
set -euo pipefail
ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
# shellcheck source=docker-bootstrap/lib.sh
. "$ROOT/docker-bootstrap/lib.sh"
cd "$ROOT"
MODE=
case ${1:-} in
    --vm | --fresh) MODE=$1; shift ;;
esac
FILTER=${1:-}
PROJECT_LIMIT=1800 # seconds; ends a hang, the browser tests take a quarter of an hour on a busy machine
PASSED=0 FAILED=0 SKIPPED=0 BROKEN=()
WORK=$(mktemp -d /tmp/panel-test.XXXXXX)
RESULTS=${RESULTS:-$WORK/results}
mkdir -p "$RESULTS"

# shellcheck disable=SC2317 # the trap calls it
finish() {
    [[ ! -f $WORK/postgres/data/postmaster.pid ]] || as_postgres pg_ctl -D "$WORK/postgres/data" -m immediate -w stop >/dev/null 2>&1 || true
    rm -rf "$WORK"
}
trap finish EXIT
trap 'exit 130' INT TERM

heading() { printf '\n== %s\n' "$*"; }
count_failure() { BROKEN+=("$1"); FAILED=$((FAILED + 1)); }

# A throw-away cluster that only its own socket folder reaches, without a password; never the machine's PostgreSQL.
as_postgres() { (cd "$WORK" && setpriv --reuid postgres --regid postgres --clear-groups "$PG_BIN/$1" "${@:2}"); }
start_postgres() {
    PG_BIN=$(find /usr/lib/postgresql -maxdepth 2 -name bin 2>/dev/null | sort -V | tail -n 1)
    [[ -x $PG_BIN/initdb ]] || { count_failure "PostgreSQL is not installed"; return; }
    chmod 711 "$WORK"
    install -d -o postgres -g postgres -m 700 "$WORK/postgres"
    if ! { as_postgres initdb -D "$WORK/postgres/data" -A trust -U panel --no-locale -E UTF8 --no-sync &&
        as_postgres pg_ctl -D "$WORK/postgres/data" -w -l "$WORK/postgres/log" \
            -o "-c listen_addresses= -c unix_socket_directories=$WORK/postgres -c fsync=off" start; } >"$WORK/postgres.out" 2>&1 </dev/null; then
        cat "$WORK/postgres.out"
        count_failure "the throw-away PostgreSQL does not start"
        return
    fi
    export PANEL_TEST_POSTGRES="Host=$WORK/postgres;Username=panel;Database=postgres"
}

# Programs whose packages would start a daemon here: unpacked, not installed.
# fetch_program <package> <file in it> [name to give it]
fetch_program() {
    local folder=$ROOT/artifacts/clients package=$1 file=$2 name=${3:-${2##*/}}
    [[ ! -x $folder/$name ]] || return 0
    say "fetching $name from $package"
    rm -rf "$WORK/fetched"
    mkdir -p "$folder" "$WORK/fetched"
    if ! (cd "$WORK/fetched" && apt-get download "$package" && dpkg-deb -x "$package"_*.deb .) >"$WORK/fetched.out" 2>&1 </dev/null; then
        cat "$WORK/fetched.out"
        count_failure "$name cannot be fetched from Debian's $package"
        return
    fi
    install -m 755 "$WORK/fetched/$file" "$folder/$name"
}

# Docker's command line without its daemon; the package's name depends on the release.
fetch_clients() {
    fetch_program "$(apt-cache show docker-cli >/dev/null 2>&1 && echo docker-cli || echo docker.io)" usr/bin/docker
    fetch_program docker-registry usr/bin/docker-registry
}

# Docker 26.1.5, the reference of the comparison, and its plugins: of the next Debian, through an apt folder of its own that leaves the
# machine's alone. Its daemon runs with this Debian's runc; the newer one wants a newer libc.
fetch_newer_docker() {
    local folder=$ROOT/artifacts/clients/26 apt=$WORK/apt mirror
    [[ ! -x $folder/cli-plugins/docker-compose ]] || return 0
    say "fetching Docker 26.1.5 from the next Debian"
    rm -rf "$folder" "$folder.next"
    mkdir -p "$apt/lists/partial" "$apt/archives/partial" "$apt/tree" "$folder.next/cli-plugins"
    mirror=$(apt-get indextargets 'Created-By: Packages' 'Origin: Debian' 'Label: Debian' 'Component: main' --format '$(REPO_URI)' | head -n 1)
    echo "deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] ${mirror:-none} trixie main" >"$apt/sources.list"
    printf '%s "%s";\n' Dir::Etc::sourcelist "$apt/sources.list" Dir::Etc::sourceparts - Dir::State::lists "$apt/lists" \
        Dir::Cache::archives "$apt/archives" APT::Sandbox::User root >"$apt/apt.conf"
    if ! (
        export APT_CONFIG=$apt/apt.conf
        cd "$apt/archives" && apt-get update &&
            apt-get download 'docker.io=26.1.5*' 'docker-cli=26.1.5*' 'containerd=1.7.24*' 'docker-buildx=0.13.1*' 'docker-compose=2.26.1*' &&
            printf '%s\n' ./*.deb | xargs -I{} dpkg-deb -x {} "$apt/tree" &&
            cd "$apt/tree/usr" &&
            mv bin/docker bin/containerd bin/containerd-shim-runc-v2 sbin/dockerd sbin/docker-proxy "$folder.next" &&
            mv libexec/docker/cli-plugins/docker-buildx libexec/docker/cli-plugins/docker-compose "$folder.next/cli-plugins"
    ) >"$WORK/fetched.out" 2>&1 </dev/null; then
        cat "$WORK/fetched.out"
        count_failure "Docker 26.1.5 cannot be fetched from the next Debian"
        return
    fi
    mv "$folder.next" "$folder"
    rm -rf "$apt"
}

# Another processor, for the test that runs an image of one; the test registers it with the kernel for its own length only.
fetch_emulator() { [[ $(uname -m) != x86_64 ]] || fetch_program qemu-user-static usr/bin/qemu-aarch64-static; }

# The daemon whose answers are compared with the panel's; the tests start it in a network namespace of its own.
fetch_docker() {
    fetch_program docker.io usr/sbin/dockerd
    fetch_program docker.io usr/sbin/docker-proxy
    fetch_program containerd usr/bin/containerd
    fetch_program containerd usr/bin/containerd-shim-runc-v2
    fetch_program tini usr/bin/tini-static docker-init
    fetch_newer_docker
}

# Clients of the Docker API for Node, as their lock file pins them. No script of a package runs.
fetch_node_clients() {
    local folder=$ROOT/tests/DockerApi.Tests/Clients/node
    [[ ! $folder/node_modules/.package-lock.json -nt $folder/package-lock.json ]] || return 0
    say "fetching the clients for Node"
    (cd "$folder" && npm ci --ignore-scripts --omit=optional --no-audit --no-fund) >"$WORK/fetched.out" 2>&1 </dev/null && return 0
    cat "$WORK/fetched.out"
    count_failure "the clients for Node cannot be fetched"
}

check_format() {
    heading "dotnet format"
    dotnet format Panel.sln --verify-no-changes --no-restore --exclude Migrations wwwroot/lib </dev/null || count_failure "dotnet format finds files to change"
}

# Adds up the summary that the test platform prints: exit code 0 is all passed, 2 some failed, 8 none found; anything else is a crash.
run_project() {
    local project=$1 name=${1%/*} code=0 output failed
    name=${name#tests/}
    output=$RESULTS/$name.txt
    heading "$name"
    local arguments=(--output Normal --no-ansi --results-directory "$RESULTS/$name" --show-stdout Failed --show-stderr Failed --long-running 60)
    [[ -z $FILTER ]] || arguments+=(--filter-display-name "*$FILTER*")
    timeout -k 20 "$PROJECT_LIMIT" "tests/$name/bin/Release/net10.0/$(basename "$project" .csproj)" "${arguments[@]}" \
        </dev/null >"$output" 2>&1 || code=$?
    cat "$output"
    failed=$(summary failed "$output")
    PASSED=$((PASSED + $(summary succeeded "$output"))) SKIPPED=$((SKIPPED + $(summary skipped "$output"))) FAILED=$((FAILED + failed))
    case $code in
        0 | 8) ;;
        124 | 137) count_failure "$name was stopped after $PROJECT_LIMIT s" ;;
        2) ((failed > 0)) || count_failure "$name ended with exit code 2 but names no failed test" ;;
        *) count_failure "$name ended with exit code $code" ;;
    esac
}
summary() { awk -v key="$1:" '$1 == key && NF == 2 { n = $2 } END { print n + 0 }' "$2"; }

chosen() { [[ -z ${PROJECTS:-} || " $PROJECTS " == *" $1 "* ]]; }

run_javascript() {
    chosen Web.Js || return 0
    compgen -G 'tests/Web.Js/*.test.*js' >/dev/null || return 0
    heading "Web.Js"
    local output=$RESULTS/Web.Js.txt code=0
    timeout -k 20 120 node --test --test-reporter=tap ${FILTER:+--test-name-pattern="$FILTER"} tests/Web.Js/*.test.*js </dev/null >"$output" 2>&1 || code=$?
    grep -E '^ *not ok|^ +(error|expected|actual|location):|^# (tests|pass|fail|skipped|todo) ' "$output" || cat "$output"
    local counted; counted=$(tap fail "$output")
    PASSED=$((PASSED + $(tap pass "$output"))) SKIPPED=$((SKIPPED + $(tap skipped "$output"))) FAILED=$((FAILED + counted))
    ((code == 0 || counted > 0)) || count_failure "the JavaScript tests ended with exit code $code"
}
tap() { awk -v key="$1" '$1 == "#" && $2 == key { n = $3 } END { print n + 0 }' "$2"; }

# What a machine may lack. A test that is skipped for another reason has tested nothing, and nobody would notice.
MAY_LACK="needs a kernel with (AppArmor|SELinux|32-bit calls)|needs a loaded policy|needs Debian's package apparmor|needs a mounted cgroup v2"
MAY_LACK+="|This machine has (cgroup v2 only|no address but loopback)|this machine has no disk with a node in /dev|This kernel has no IPv6"
MAY_LACK+="|This kernel's binfmt_misc cannot be mounted|This machine emulates other processors|There is no docker on the PATH"
MAY_LACK+="|does not mount (ext4|xfs) with project quotas|is for another processor than amd64|The name is that of amd64|are x86_64's"
[[ $(uname -m) == x86_64 ]] || MAY_LACK+="|qemu-aarch64-static"

check_skips() {
    local fault
    while IFS= read -r fault; do count_failure "tests were skipped, which no machine has to: $fault"; done < <(
        awk '/^skipped / { if (getline > 0) print }' "$RESULTS"/*.txt 2>/dev/null | grep -vE "$MAY_LACK" | sort | uniq -c)
}

# What failed and why, without what it wrote: the summary is all that is left of a long run where only its end is kept.
failures() { awk '/^failed / { n = 12 } /^(passed|skipped) |^  Standard |^$/ { n = 0 } n-- > 0 { print substr($0, 1, 600) }' "$@" 2>/dev/null || true; }

report() {
    heading "Summary"
    grep -h -A1 '^skipped ' "$RESULTS"/*.txt 2>/dev/null | grep -v '^--$' || true
    failures "$RESULTS"/*.txt
    local fault; for fault in ${BROKEN[@]+"${BROKEN[@]}"}; do echo "broken: $fault"; done
    ((PASSED + FAILED + SKIPPED > 0)) || echo "broken: no test ran"
    echo "$PASSED passed, $FAILED failed, $SKIPPED skipped"
    ((FAILED == 0 && PASSED > 0)) || exit 1
    exit 0
}

check_root
check_dotnet
if [[ $MODE == --fresh ]]; then
    need mmdebstrap command -v mmdebstrap
    need git command -v git
    install_missing
    tests/fresh/run.sh 2>&1 </dev/null | tee "$RESULTS/fresh.txt" || count_failure "what happened in the new Debian failed"
    read -r PASSED SKIPPED < <(awk '/^[0-9]+ passed, [0-9]+ failed, [0-9]+ skipped$/ { p = $1; s = $5 } END { print p + 0, s + 0 }' "$RESULTS/fresh.txt")
    report
fi
need_build_packages
need_engine_packages
need iproute2 command -v ip
need nftables command -v nft
need chromium command -v chromium
need postgresql test -d /usr/lib/postgresql
need nodejs command -v node
need npm command -v npm
need curl command -v curl
need runc command -v runc
need iptables command -v iptables
need skopeo command -v skopeo
need libarchive-tools command -v bsdtar
need xz-utils command -v xz
need bzip2 command -v bzip2
need strace command -v strace
need python3-docker python3 -c "import docker"
need docker-compose command -v docker-compose
install_missing

if [[ $MODE == --vm ]]; then
    dotnet build tests/Engine.Privileged.Tests -c Release -v q -nologo </dev/null
    publish_all
    fetch_clients
    heading "The service and Engine.Privileged.Tests in a virtual machine"
    tests/vm/run.sh >"$RESULTS/vm.txt" 2>&1 </dev/null || count_failure "the tests in the virtual machine failed"
    cat "$RESULTS/vm.txt"
    heading "Power cuts of a virtual machine on XFS"
    tests/vm/powercut.sh </dev/null || count_failure "the power cuts lost something"
    PASSED=$(summary succeeded "$RESULTS/vm.txt") SKIPPED=$(summary skipped "$RESULTS/vm.txt")
    report
fi

heading "Build"
if ! dotnet build Panel.sln -c Release -v q -nologo </dev/null; then
    count_failure "Panel.sln does not build"
    report
fi
[[ -n $FILTER ]] || check_format
publish_all
fetch_clients
fetch_docker
fetch_emulator
fetch_node_clients
tests/former/build.sh </dev/null || count_failure "the former version does not build"
export PANEL_APP=$ROOT/artifacts/panel/panel.dll PANEL_SHIM=$ROOT/artifacts/shim/panel-shim
start_postgres
for project in tests/*/*.csproj; do
    grep -q '<IsTestProject>true' "$project" || continue
    chosen "$(basename "$(dirname "$project")")" || continue
    run_project "$project"
done
run_javascript
check_skips
report
