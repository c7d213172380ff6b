#!/usr/bin/env bash
# Says in plain words what this machine lacks to build and test usersync.
set -eu
missing=0
lack() { printf 'usersync needs %s.\n    %s\n' "$1" "$2" >&2; missing=1; }

# browser is the path of the browser that the console is tested in, or nothing.
browser() { command -v "${CHROMIUM:-chromium}" || command -v chromium-browser || command -v google-chrome || true; }

if ! command -v go >/dev/null; then
  lack 'Go 1.26 or newer' 'Install it from https://go.dev/dl and put its bin folder into PATH.'
elif ! go mod edit -json >/dev/null 2>&1; then
  lack 'Go 1.26 or newer' "This machine has $(go version | cut -d' ' -f3)."
fi
case "${1:-}" in
standins)
  command -v npm >/dev/null || lack 'npm, which brings what stands in for DynamoDB in tests' 'Debian: apt-get install npm. Others: https://nodejs.org.'
  if ! command -v java >/dev/null; then
    if [ "${CI:-}" = true ]; then
      lack 'Java 17 or newer, as CI tests on DynamoDB Local too' 'Debian: apt-get install default-jre-headless.'
    else
      echo 'Without Java 17 the tests leave out DynamoDB Local; CI runs it. Debian: apt-get install default-jre-headless.' >&2
    fi
  fi
  ;;
mails) command -v npm >/dev/null || lack 'npm and Node 20 or newer, which compile the layouts of mails' 'Debian: apt-get install npm. Others: https://nodejs.org.' ;;
console) command -v npm >/dev/null || lack 'npm, which builds the web console (a Node that is new enough comes with it)' 'Debian: apt-get install npm. Others: https://nodejs.org. Without it `go build ./cmd/usersync` builds the product without its console.' ;;
browser) [ -n "$(browser)" ] || lack 'Chromium, in which the console is tested' 'Debian: apt-get install chromium. macOS: brew install --cask chromium. Or name one: CHROMIUM=/path/to/chrome.' ;;
chromium) browser ;;
peers) command -v npm >/dev/null || lack 'npm and Node 20 or newer, which bring and run what benchmarks compare usersync with' 'Debian: apt-get install npm. Others: https://nodejs.org.' ;;
model)
  command -v spin >/dev/null || lack 'spin, which checks the model of the sync protocol' 'Debian: apt-get install spin. macOS: brew install spin. Others: https://spinroot.com.'
  command -v cc >/dev/null || lack 'a C compiler for the model checker' 'Debian: apt-get install gcc. macOS: xcode-select --install.'
  ;;
race) command -v "$(go env CC)" >/dev/null || lack 'a C compiler for the race detector' 'Debian: apt-get install gcc. macOS: xcode-select --install.' ;;
esac
exit $missing
