#!/usr/bin/env bash
# Refreshes the front-end libraries under wwwroot/lib from npm packages of pinned versions. Run it after changing a version
# here, and commit what it wrote: a panel is built and runs without npm. --check only tells whether the folder is what it would write.
set -euo pipefail
cd "$(dirname "$0")/.."

signalr=10.0.11
xterm=6.0.0
xterm_fit=0.11.0

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
lib=$work/lib

# unpack <npm package> <version> <licence it must declare>: fetches the package and leaves it in $work/package.
unpack() {
  rm -rf "$work/package"
  (cd "$work" && tar -xzf "$(npm pack "$1@$2" --silent)")
  local declared
  declared=$(node -p 'require(process.argv[1]).license' "$work/package/package.json")
  [ "$declared" = "$3" ] || { echo "$1@$2 declares the licence $declared, not $3" >&2; exit 1; }
}

# note <folder> <npm package> <version> <licence> <what was changed>
note() {
  printf 'package: %s\nversion: %s\nlicence: %s\nchanged: %s\nwritten by: docker-bootstrap/vendor-assets.sh\n' "$2" "$3" "$4" "$5" >"$1/VERSION"
}

mit() { # mit <copyright line>: for packages that declare MIT but ship no text of it
  cat <<TEXT
The MIT License (MIT)

$1

Permission is hereby granted, free of charge, to any person obtaining a copy of this software and associated documentation files (the
"Software"), to deal in the Software without restriction, including without limitation the rights to use, copy, modify, merge, publish,
distribute, sublicense, and/or sell copies of the Software, and to permit persons to whom the Software is furnished to do so, subject to
the following conditions:

The above copyright notice and this permission notice shall be included in all copies or substantial portions of the Software.

THE SOFTWARE IS PROVIDED "AS IS", WITHOUT WARRANTY OF ANY KIND, EXPRESS OR IMPLIED, INCLUDING BUT NOT LIMITED TO THE WARRANTIES OF
MERCHANTABILITY, FITNESS FOR A PARTICULAR PURPOSE AND NONINFRINGEMENT. IN NO EVENT SHALL THE AUTHORS OR COPYRIGHT HOLDERS BE LIABLE FOR ANY
CLAIM, DAMAGES OR OTHER LIABILITY, WHETHER IN AN ACTION OF CONTRACT, TORT OR OTHERWISE, ARISING FROM, OUT OF OR IN CONNECTION WITH THE
SOFTWARE OR THE USE OR OTHER DEALINGS IN THE SOFTWARE.
TEXT
}

unpack @microsoft/signalr "$signalr" MIT
folder=$lib/signalr/$signalr
mkdir -p "$folder"
sed '/^\/\/# sourceMappingURL=/d' "$work/package/dist/browser/signalr.min.js" >"$folder/signalr.min.js"
mit 'Copyright (c) .NET Foundation and Contributors' >"$folder/LICENSE"
note "$folder" @microsoft/signalr "$signalr" MIT 'dist/browser/signalr.min.js without the reference to its source map'

unpack @xterm/xterm "$xterm" MIT
folder=$lib/xterm/$xterm
mkdir -p "$folder"
sed '/^\/\/# sourceMappingURL=/d' "$work/package/lib/xterm.mjs" >"$folder/xterm.mjs"
cp "$work/package/css/xterm.css" "$work/package/LICENSE" "$folder"
note "$folder" @xterm/xterm "$xterm" MIT 'lib/xterm.mjs without the reference to its source map, and css/xterm.css'

unpack @xterm/addon-fit "$xterm_fit" MIT
folder=$lib/xterm-addon-fit/$xterm_fit
mkdir -p "$folder"
sed '/^\/\/# sourceMappingURL=/d' "$work/package/lib/addon-fit.mjs" >"$folder/addon-fit.mjs"
cp "$work/package/LICENSE" "$folder"
note "$folder" @xterm/addon-fit "$xterm_fit" MIT 'lib/addon-fit.mjs without the reference to its source map'

if [ "${1:-}" = --check ]; then
  diff -r "$lib" wwwroot/lib && echo "wwwroot/lib matches the pinned packages"
else
  rm -rf wwwroot/lib
  cp -r "$lib" wwwroot/lib
  echo "wwwroot/lib written"
fi
