#!/usr/bin/env bash
# The part of run.sh that happens inside the new Debian; never run it elsewhere.
set -euo pipefail
cd /root/panel
say() { printf '\nfresh: %s\n' "$*"; }
fail() { say "FAILED: $*"; exit 1; }

# Roots of its own, so that a panel of the host keeps its bridge, its cgroups and its nftables table.
export Panel__DataRoot=/var/lib/panel-fresh-$RANDOM Panel__RunRoot=/run/panel-fresh
export DOCKER_HOST=unix://$Panel__RunRoot/docker.sock
docker=artifacts/clients/docker

start() { # start OPTION...: until the panel answers
    local log=/var/log/panel.log begin=$SECONDS address
    ./run.sh --Urls=http://127.0.0.1:0 "$@" >"$log" 2>&1 &
    panel=$!
    until grep -q '^Open ' "$log"; do
        kill -0 "$panel" 2>/dev/null || { cat "$log"; fail "run.sh ended before the panel answered"; }
        sleep 0.2
    done
    cat "$log"
    address=$(sed -n 's#^Open \(http://[^/]*\).*#\1#p' "$log")
    # There is no curl yet: busybox-static is one of the packages that run.sh installs.
    [[ $(busybox wget -q -O - "$address/healthz") == ok ]] || fail "$address/healthz does not say ok"
    say "healthy after $((SECONDS - begin)) s"
}
stop() { kill -TERM "$panel"; wait "$panel" || fail "the panel ended with code $?"; }

# The network namespace is the host's, and so are the cgroups.
clear_host() {
    local bridge; bridge=$("$docker" network inspect -f '{{index .Options "com.docker.network.bridge.name"}}' bridge)
    stop
    # A panel that is stopped while nothing runs leaves nothing; one whose containers run leaves what they need.
    ! ip link show "$bridge" >/dev/null 2>&1 || ip link delete "$bridge"
    ! nft list table inet "${bridge%0}" >/dev/null 2>&1 || nft delete table inet "${bridge%0}"
    find /sys/fs/cgroup -type d -name "${bridge%0}" -exec rmdir {} +
}

say "run.sh on $(. /etc/os-release && echo "$PRETTY_NAME") with $(dpkg-query -W | wc -l) packages"
start --bootstrap-images
stop

say "test.sh"
./test.sh || tests=failed

say "run.sh again, and containers of both images"
start
trap clear_host EXIT
[[ $("$docker" run --rm busybox sh -c 'echo hello from $(id -u)') == 'hello from 0' ]] || fail "busybox does not run"
"$docker" run --rm debian:bookworm-slim sh -euc '
    grep PRETTY_NAME /etc/os-release
    apt-get --version | head -n 1
    # A user namespace: root is somebody else outside.
    awk "{ exit \$2 == 0 }" /proc/self/uid_map'
[[ -z ${tests:-} ]] || fail "test.sh failed"
say "passed"
