#!/usr/bin/env bash
# Takes the pictures of docs/images anew from the real pages, as root: docs/screenshots.sh (after ./test.sh or ./run.sh has built).
set -euo pipefail
ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
mkdir -p "$ROOT/docs/images"
pictures=$(mktemp -d)
trap 'rm -rf "$pictures"' EXIT
PANEL_SCREENSHOTS=$pictures "$ROOT/tests/EndToEnd/bin/Release/net10.0/Panel.EndToEnd" \
    --filter-class '*FirstMinutesTests' '*AccessibilityTests' --no-ansi
for picture in log dashboard-light dashboard-dark containers-light; do
    cp "$pictures/$picture.png" "$ROOT/docs/images/"
done
