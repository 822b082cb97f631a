#!/usr/bin/env bash
# Installs the panel as a systemd service and looks at its containers over restarts, its death, an upgrade and a reboot.
# Runs in the virtual machine of run.sh only.
#   service.sh installed   before the reboot
#   service.sh rebooted    after it
set -euo pipefail
cd /panel
unit=panel.service
export DOCKER_HOST=unix:///run/panel/docker.sock PATH=$PATH:/panel/artifacts/clients

fail() { echo "service: FAILED: $*"; journalctl -u "$unit" -n 40 --no-pager -o cat; exit 1; }
ok() { echo "service: ok: $*"; }

# until_true SECONDS COMMAND...: generous, because software emulation on a busy machine is slow.
until_true() {
    local end=$((SECONDS + $1)); shift
    until "$@"; do
        ((SECONDS < end)) || return 1
        sleep 0.5
    done
}
healthy() { [[ $(busybox wget -q -O - http://127.0.0.1:7080/healthz 2>/dev/null) == ok ]]; }
expect_healthy() { until_true 600 healthy || fail "no answer from /healthz after $1"; ok "/healthz answers after $1"; }
main_pid() { systemctl show -p MainPID --value "$unit"; }
another_main_pid() { [[ $(main_pid) != "$1" && $(main_pid) != 0 ]]; }

inspect() { docker inspect -f "{{.State.$2}}" "$1"; }
runs() { [[ $(inspect "$1" Status) == running ]]; }
another_init() { runs kept && [[ $(inspect kept Pid) != "$1" ]]; }
serves() { [[ $(busybox wget -q -O - http://127.0.0.1:8080/ 2>/dev/null) == here ]]; }
# The panel says that the container is the same one, the kernel that it lives, a request that its port is open.
expect_undisturbed() {
    [[ $(inspect kept Pid) == "$init" && $(inspect kept StartedAt) == "$started" ]] || fail "after $1 the container is another one: pid $(inspect kept Pid), not $init"
    kill -0 "$init" || fail "after $1 the container's init $init is dead"
    serves || fail "after $1 the published port does not answer"
    ok "$1 leaves pid $init and its published port alone"
}
# Every run counts from 1; within one no number is missing, whatever became of the panel meanwhile.
expect_gapless_log() {
    local gap; gap=$(docker logs kept | awk '$1 != 1 && $1 != last + 1 { print last " before " $1 } { last = $1 } END { if (NR < 10) print "only " NR " lines" }')
    [[ -z $gap ]] || fail "the log has a gap: $gap"
    ok "no line of the log is missing"
}

installed() {
    docker-bootstrap/install.sh --published || fail "install.sh ended with code $?"
    expect_healthy "install.sh"
    local facts; facts=$(systemctl show "$unit" -p KillMode -p Delegate -p OOMScoreAdjust -p Restart -p UnitFileState | sort | tr '\n' ' ')
    [[ $facts == 'Delegate=yes KillMode=process OOMScoreAdjust=-500 Restart=always UnitFileState=enabled ' ]] || fail "systemd reads the unit as $facts"

    docker-bootstrap/images/build.sh busybox busybox.tar
    docker import busybox.tar busybox:latest
    docker run -d --name kept --restart always -p 8080:80 busybox sh -c \
        'echo here >/index.html; httpd -h / -p 80; i=0; while :; do i=$((i + 1)); echo $i; sleep 0.2; done'
    docker run -d --name plain busybox sleep 100000
    docker run -d --name stopped --restart unless-stopped busybox sleep 100000
    docker stop -t 1 stopped
    until_true 60 serves || fail "the published port does not answer"
    init=$(inspect kept Pid) started=$(inspect kept StartedAt)
    local shim; shim=$(awk '$1 == "PPid:" { print $2 }' "/proc/$init/status")
    grep -q "/$unit\$" "/proc/$shim/cgroup" || fail "the shim $shim is in $(cat "/proc/$shim/cgroup"), so nothing below tries KillMode"

    local before; before=$(main_pid)
    systemctl restart "$unit"
    another_main_pid "$before" || fail "systemctl restart left the panel as $before"
    expect_healthy "systemctl restart"
    expect_undisturbed "systemctl restart"

    systemctl stop "$unit"
    ! healthy || fail "a stopped panel answers"
    kill -0 "$init" && serves || fail "with the panel stopped the container does not serve"
    systemctl start "$unit"
    expect_healthy "systemctl stop and start"
    expect_undisturbed "systemctl stop and start"

    before=$(main_pid)
    kill -9 "$before"
    until_true 300 another_main_pid "$before" || fail "systemd does not start a killed panel again"
    expect_healthy "kill -9 of the panel"
    expect_undisturbed "kill -9 of the panel"

    docker-bootstrap/install.sh --published || fail "the second install.sh ended with code $?"
    expect_healthy "an upgrade by install.sh"
    expect_undisturbed "an upgrade by install.sh"
    expect_gapless_log

    kill -9 "$init"
    until_true 300 another_init "$init" || fail "the restart policy did not start the container again"
    ok "a container that was killed is started again by its policy"
}

rebooted() {
    expect_healthy "a reboot"
    until_true 300 runs kept || fail "the restart policy did not start the container after the reboot: $(docker ps -a)"
    until_true 60 serves || fail "after the reboot the published port does not answer"
    ok "after the reboot the container with a policy runs and serves"
    local name
    # 255 would be an end that nobody has seen: it was stopped before the machine went down.
    [[ $(inspect plain ExitCode) == 137 ]] || fail "after the reboot plain has ended with $(inspect plain ExitCode)"
    for name in plain stopped; do
        [[ $(inspect "$name" Status) == exited && $(inspect "$name" Pid) == 0 ]] || fail "after the reboot $name is $(inspect "$name" Status)"
        ok "after the reboot $name is exited, code $(inspect "$name" ExitCode)"
    done
    until_true 60 expect_more_lines
    expect_gapless_log

    docker start plain
    docker rm -f kept plain stopped
    systemctl disable --now "$unit"
    local left; left=$(find /sys/fs/cgroup/panel /var/lib/panel/containers /run/panel/containers -mindepth 1 -maxdepth 1 -type d; grep -E ' /(run|var/lib)/panel' /proc/mounts; ls -d /sys/class/net/panel*/brif/* 2>/dev/null) || true
    [[ -z $left ]] || fail "this is left: $left"
    ok "after the removal no cgroup, directory, mount or link is left"
}
expect_more_lines() { (($(docker logs --tail 1 kept) >= 3)); }

"$1"
