#!/usr/bin/env bash
# Builds the panel, installs it below /opt/panel and starts it as a systemd service: docker-bootstrap/install.sh [--published]
# --published builds nothing and takes artifacts/ as another machine's build left it; the ASP.NET Core runtime is enough then.
# Run again to upgrade: containers go on while the panel is replaced. Settings: /etc/panel.env, see docs/configuration.md.
set -euo pipefail
ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
# shellcheck source=docker-bootstrap/lib.sh
. "$ROOT/docker-bootstrap/lib.sh"
TARGET=/opt/panel
PUBLISHED=
case ${1:-} in
    '') ;;
    --published) PUBLISHED=yes ;;
    *) die "there is no option $1; there is --published, which installs artifacts/ without a build." ;;
esac

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
if [[ -n $PUBLISHED ]]; then
    [[ -x $ROOT/artifacts/shim/panel-shim && -f $ROOT/artifacts/panel/panel.dll ]] ||
        die "$ROOT/artifacts holds no built panel: build it where the .NET SDK is, with ./run.sh, and copy the folder here."
    check_dotnet_runtime
    need_runtime_packages
else
    check_dotnet
    need_build_packages
fi
need_engine_packages
install_missing
check_kernel
[[ -n $PUBLISHED ]] || publish_all
mkdir -p "$TARGET"
replace "$ROOT/artifacts/shim" "$TARGET/shim"
replace "$ROOT/artifacts/panel" "$TARGET/app"
install -D -m 755 "$ROOT/docker-bootstrap/panel.sh" "$TARGET/bin/panel"
link_command "$TARGET/bin/panel" /usr/local/bin/panel
if [[ ! -e /etc/panel.env ]]; then
    printf '# Settings of the panel, one per line; docs/configuration.md lists them.\n# Urls=http://127.0.0.1:7080\n' >/etc/panel.env
    chmod 600 /etc/panel.env
fi
link_docker_socket /etc/panel.env /var/run/docker.sock
sed "s#/usr/bin/env dotnet#$(command -v dotnet)#" "$ROOT/docker-bootstrap/panel.service" >/etc/systemd/system/panel.service
systemctl daemon-reload
systemctl enable panel.service
systemctl restart panel.service
echo "The panel runs as a service. Its token and address: journalctl -u panel -n 20"
