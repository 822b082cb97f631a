#!/usr/bin/env bash
# Starts the panel on this machine, in the foreground, as root: ./run.sh [--bootstrap-images] [--Key=value ...]
# Checks the machine, installs missing Debian packages, builds what changed. --bootstrap-images makes busybox and debian first.
# Settings, also as --Key=value: docs/configuration.md.
set -euo pipefail
ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
# shellcheck source=docker-bootstrap/lib.sh
. "$ROOT/docker-bootstrap/lib.sh"

check_root
check_dotnet
need_build_packages
need_engine_packages
install_missing
check_kernel
publish_all

settings=()
for argument; do
    if [[ $argument == --bootstrap-images ]]; then bootstrap=1; else settings+=("$argument"); fi
done
panel=(dotnet "$ROOT/artifacts/panel/panel.dll" ${settings[@]+"${settings[@]}"})
export Panel__ShimPath=${Panel__ShimPath:-$ROOT/artifacts/shim/panel-shim}
[[ -z ${bootstrap:-} ]] || "$ROOT/artifacts/bin/panel" bootstrap ${settings[@]+"${settings[@]}"} || say "not every base image was made; the panel starts anyway"
exec "${panel[@]}"
