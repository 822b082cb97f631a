#!/bin/bash
# The first process of powercut.sh's machine: says what the panel knows after the last cut, then works until the next one. Its root is read-only, so that
# the cut concerns the data's disk alone. Answers are told on the console, which the host has at once.
export PATH=/usr/sbin:/usr/bin:/sbin:/bin:/panel/artifacts/clients:/usr/share/dotnet HOME=/tmp DOTNET_ROOT=/usr/share/dotnet
export DOCKER_HOST=unix:///run/panel/docker.sock Panel__DataRoot=/data/panel Panel__RunRoot=/run/panel Panel__ShimPath=/panel/artifacts/shim/panel-shim
mount -t proc proc /proc
mount -t sysfs sys /sys
mountpoint -q /dev || mount -t devtmpfs dev /dev
mkdir -p /dev/pts /dev/shm
mount -t devpts devpts /dev/pts
exec >/dev/ttyS0 2>&1 </dev/null
stty -F /dev/ttyS0 -onlcr 2>/dev/null
for place in /run /tmp /dev/shm /etc/docker; do mount -t tmpfs tmpfs "$place" 2>/dev/null; done
mount -t cgroup2 cgroup2 /sys/fs/cgroup
ip link set lo up
say() { echo "guest: $*"; }
stop() { say "FAILED: $*"; sync; sleep 1; exit 1; }
modprobe xfs
mount -t xfs /dev/vdb /data || stop "the data's disk cannot be mounted"
mkdir -p /data/lib
mount --bind /data/lib /var/lib
# Processes of a container's neighbours are in a group of their own, as cgroup v2 asks for.
mkdir /sys/fs/cgroup/host && echo $$ >/sys/fs/cgroup/host/cgroup.procs

dotnet /panel/artifacts/panel/panel.dll >/run/panel.log 2>&1 &
panel=$!
healthy() { busybox wget -q -O /run/health http://127.0.0.1:7080/healthz 2>/dev/null; }
until healthy; do
    kill -0 $panel || { cat /run/panel.log; stop "the panel ended"; }
    sleep 0.5
done

# What a policy wants running is started behind the first answers.
settled() { ! docker ps -a --format '{{.State}}' | grep -q restarting; }
for ((i = 0; i < 120; i++)); do settled && break; sleep 1; done
healthy
say "health $(tr '\n' ' ' </run/health)"
docker ps -a --no-trunc --format '{{.Names}} {{.ID}} {{.State}} {{.Status}}' | while read -r line; do say "container $line"; done
docker volume ls --format '{{.Name}}' | while read -r line; do say "volume $line"; done
docker images --format '{{.Repository}}' | while read -r line; do say "image $line"; done
find /data/panel \( -name '*.json' -o -path '*/blobs/sha256/*' \) -size 0 ! -name exit.json | while read -r line; do say "empty $line"; done
find /data/panel -name '*.damaged-*' | while read -r line; do say "damaged $line"; done
grep -E 'rror|arning' -A3 /run/panel.log | head -40
say "state ends"

asked() { say "asked $*"; "${@:2}" >/run/answer || stop "$* failed: $(cat /run/answer)"; say "answered $1"; }
docker image inspect busybox >/dev/null 2>&1 || asked "image busybox" docker import /panel/image.tar busybox
start=$(date +%s%N)
for ((i = 0; ; i++)); do
    name=${start: -9}-$i
    asked "create $name" docker create --name "$name" --restart unless-stopped busybox sleep 1000
    asked "rename $name r$name" docker rename "$name" "r$name"
    asked "start r$name" docker start "r$name"
    asked "volume v$name" docker volume create "v$name"
    asked "image t$name" docker tag busybox "t$name"
    asked "stop r$name" docker stop -t 0 "r$name"
    case $((i % 4)) in
        0) ;;
        1) asked "remove r$name" docker rm "r$name" ;;
        *) asked "start r$name" docker start "r$name" ;;
    esac
done
