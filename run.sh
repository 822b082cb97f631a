#!/usr/bin/env bash
# Starts the panel on this machine, in the foreground, as root: ./run.sh [--bootstrap-images] [--Key=value ...]
# Checks the machine, installs missing Debian packages, builds what changed. Settings: docs/configuration.md.
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

export Panel__ShimPath=${Panel__ShimPath:-$ROOT/artifacts/shim/panel-shim}
exec dotnet "$ROOT/artifacts/panel/panel.dll" "$@"
