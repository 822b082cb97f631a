#!/usr/bin/env bash
# Builds the engine and the shim of a former commit, for the tests that mix versions: tests/former/build.sh; once a commit, into artifacts/former.
# The commit is the last one before shim and engine passed over what they do not know. A clone without history has none, and the tests say so.
set -euo pipefail
ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
COMMIT=3b94ab8b86d6378e9f0f2f99553215ff05cc8404
TARGET=$ROOT/artifacts/former
[[ $(cat "$TARGET/commit" 2>/dev/null) != "$COMMIT" ]] || exit 0
git -C "$ROOT" cat-file -e "$COMMIT^{commit}" 2>/dev/null || { echo "this clone has no commit $COMMIT (git fetch --unshallow)"; exit 0; }
rm -rf "$TARGET"
mkdir -p "$TARGET/source/tests/Former"
git -C "$ROOT" archive "$COMMIT" | tar -x -C "$TARGET/source"
cp "$ROOT/tests/former/Program.cs" "$TARGET/source/tests/Former/"
cat >"$TARGET/source/tests/Former/Former.csproj" <<'PROJECT'
<Project Sdk="Microsoft.NET.Sdk">
  <PropertyGroup>
    <OutputType>Exe</OutputType>
  </PropertyGroup>
  <ItemGroup>
    <ProjectReference Include="../../Engine/Native/Panel.Engine.Native.csproj" />
  </ItemGroup>
</Project>
PROJECT
cd "$TARGET/source"
dotnet publish Engine/Shim/Panel.Engine.Shim.csproj -c Release -r linux-x64 -o "$TARGET/shim" -v q -nologo -p:DebugType=none
dotnet build tests/Former/Former.csproj -c Release -o "$TARGET/engine" -v q -nologo -p:TreatWarningsAsErrors=false
rm -rf "$TARGET/source"
echo "$COMMIT" >"$TARGET/commit"
