#!/usr/bin/env bash
# What the virtual machine of run.sh does at each of its boots. /panel/guest.env says which parts, /panel/guest.arguments filters the tests.
set -uo pipefail
exec >/dev/ttyS0 2>&1 </dev/null
cd /panel || exit
# shellcheck source=/dev/null
. ./guest.env
mapfile -t arguments < <(grep . guest.arguments)
export PATH=$PATH:/usr/share/dotnet DOTNET_ROOT=/usr/share/dotnet HOME=/root CI=true DOTNET_CLI_TELEMETRY_OPTOUT=1
code=0
echo "guest: $(uname -r), $(stat -fc %T /sys/fs/cgroup), controllers: $(cat /sys/fs/cgroup/cgroup.controllers)"
if [[ -n $service && ! -e installed ]]; then
    touch installed
    if ./service.sh installed; then
        echo "guest: reboots"
        sync
        systemctl reboot
        exit
    fi
    code=1
    systemctl disable --now panel
elif [[ -n $service ]]; then
    ./service.sh rebooted || code=1
fi
if [[ -n $tests ]]; then
    export PANEL_SHIM=/panel/artifacts/shim/panel-shim
    timeout 4500 "$tests/Panel.Engine.Privileged.Tests" --no-ansi --progress off ${arguments[@]+"${arguments[@]}"} || code=1
fi
echo "guest: all ended with $code"
sync
systemctl poweroff --force --force
