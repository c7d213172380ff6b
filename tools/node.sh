#!/usr/bin/env bash
# Runs a command with a Node that the console can be built with: the machine's own where it is new enough, else one that npm brings, kept under .tools/node.
#   tools/node.sh npm --prefix console test
set -eu
oldest=22
version=24.21.0
here=$(cd "$(dirname "$0")/.." && pwd)
major=$(node -p 'process.versions.node.split(".")[0]' 2>/dev/null || echo 0)
if [ "$major" -lt "$oldest" ]; then
  system=$(uname -s | tr A-Z a-z)-$(uname -m | sed 's/x86_64/x64/; s/aarch64/arm64/')
  bin=$here/.tools/node/node_modules/node-$system/bin
  [ -x "$bin/node" ] || npm install --prefix "$here/.tools/node" --no-audit --no-fund --ignore-scripts --loglevel=error "node-$system@$version" >&2
  export PATH="$bin:$PATH"
fi
exec "$@"
