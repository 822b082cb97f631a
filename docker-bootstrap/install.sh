#!/usr/bin/env bash
# Builds the panel, installs it below /opt/panel and starts it as a systemd service: docker-bootstrap/install.sh
# Run again to upgrade: containers go on while the panel is replaced. Settings: /etc/panel.env, see docs/configuration.md.
set -euo pipefail
ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
# shellcheck source=docker-bootstrap/lib.sh
. "$ROOT/docker-bootstrap/lib.sh"
TARGET=/opt/panel

# replace FROM TO: a copy takes the old folder's place by rename, so that shims which run keep their file.
replace() {
    rm -rf "$2.next" "$2.old"
    cp -a "$1" "$2.next"
    [[ ! -d $2 ]] || mv "$2" "$2.old"
    mv "$2.next" "$2"
    rm -rf "$2.old"
}

check_root
[[ -d /run/systemd/system ]] || die "this machine does not run systemd; start the panel with ./run.sh instead."
check_dotnet
need_build_packages
need_engine_packages
install_missing
check_kernel
publish_all
mkdir -p "$TARGET"
replace "$ROOT/artifacts/shim" "$TARGET/shim"
replace "$ROOT/artifacts/panel" "$TARGET/app"
if [[ ! -e /etc/panel.env ]]; then
    printf '# Settings of the panel, a line each; docs/configuration.md lists them.\n# Urls=http://127.0.0.1:7080\n' >/etc/panel.env
    chmod 600 /etc/panel.env
fi
sed "s#/usr/bin/env dotnet#$(command -v dotnet)#" "$ROOT/docker-bootstrap/panel.service" >/etc/systemd/system/panel.service
systemctl daemon-reload
systemctl enable panel.service
systemctl restart panel.service
echo "The panel runs as a service. Its token and address: journalctl -u panel -n 20"
