#!/usr/bin/env bash
# Runs the third-party SCIM suites that lie in ../shared/suites against a fresh `usersync serve`.
# Outside CI they are optional; in CI (CI=true) a suite that is there and cannot be run is a failure.
set -eu
binary=$1
suites=../shared/suites
[ -d "$suites" ] || { echo "no third-party suites beside this checkout: nothing to run"; exit 0; }

work=$(mktemp -d)
trap 'kill "$server" 2>/dev/null; wait "$server" 2>/dev/null; rm -rf "$work"' EXIT
"$binary" serve --listen 127.0.0.1:0 --data "$work/data" --ready-file "$work/ready.json" >"$work/log" 2>&1 &
server=$!
for _ in $(seq 100); do [ -f "$work/ready.json" ] && break; sleep 0.1; done
[ -f "$work/ready.json" ] || { echo "usersync serve was not ready within 10 s:"; cat "$work/log"; exit 1; }
value() { sed -n "s/.*\"$1\": *\"\([^\"]*\)\".*/\1/p" "$work/ready.json"; }

python=
for candidate in python3 /usr/bin/python3; do
  "$candidate" -c 'import requests' 2>/dev/null && { python=$candidate; break; }
done
if [ -z "$python" ]; then
  echo "Okta's suite needs python3 with the module 'requests' (Debian: apt-get install python3-requests)."
  [ "${CI:-}" = true ] && exit 1 || exit 0
fi
echo "Okta SCIM 2.0 SPEC test"
"$python" "$suites/okta/play.py" "$suites/okta/Okta-SCIM-20-SPEC-Test.json" "$(value scim_url)" "$(value scim_token)"
