#!/usr/bin/env bash
# The command panel (docs/command.md). It lies in bin/ beside the published panel: artifacts/bin/panel in a clone, /opt/panel/bin/panel when installed.
set -euo pipefail
base=$(cd "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/.." && pwd)
app=$base/panel/panel.dll

# The service's settings, as systemd reads them: NAME=VALUE, perhaps in quotes. What the caller has set wins.
load_settings() {
    local name value
    while IFS='=' read -r name value || [[ -n $name ]]; do
        [[ $name =~ ^[A-Za-z_][A-Za-z0-9_]*$ && -z ${!name+set} ]] || continue
        case $value in \"*\" | \'*\') value=${value:1:-1} ;; esac
        export "$name=$value"
    done <"$1"
}
if [[ ! -f $app ]]; then
    app=$base/app/panel.dll
    settings=${PANEL_SETTINGS:-/etc/panel.env}
    [[ ! -r $settings ]] || load_settings "$settings"
fi

dotnet=$(command -v dotnet || true)
for place in "${DOTNET_ROOT:-}" /usr/share/dotnet /usr/lib/dotnet; do
    [[ -n $dotnet || ! -x $place/dotnet ]] || dotnet=$place/dotnet
done
[[ -n $dotnet ]] || { echo "panel: the .NET runtime is missing; put dotnet into the PATH, or set DOTNET_ROOT." >&2; exit 1; }
# Cultures are not used, and their library may be missing.
export DOTNET_SYSTEM_GLOBALIZATION_INVARIANT=${DOTNET_SYSTEM_GLOBALIZATION_INVARIANT:-1} Panel__ShimPath=${Panel__ShimPath:-$base/shim/panel-shim}
exec "$dotnet" "$app" "${@:---help}"
