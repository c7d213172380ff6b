#!/usr/bin/env bash
# Runs the third-party SCIM suites that lie in ../shared/suites, each against a fresh `usersync serve`.
# Outside CI they are optional; in CI (CI=true) a suite that is there and cannot be run is a failure.
set -eu
binary=$1
suites=../shared/suites
newman=.tools/newman/node_modules/.bin/newman
newman_version=6.2.2
[ -d "$suites" ] || { echo "no third-party suites beside this checkout: nothing to run"; exit 0; }

work=$(mktemp -d)
server=
stop() { [ -z "$server" ] || { kill "$server" 2>/dev/null; wait "$server" 2>/dev/null || true; }; server=; }
trap 'stop; rm -rf "$work"' EXIT

# serve starts a server with nobody in it.
serve() {
  stop
  rm -rf "$work/data" "$work/ready.json"
  "$binary" serve --listen 127.0.0.1:0 --data "$work/data" --ready-file "$work/ready.json" >"$work/log" 2>&1 &
  server=$!
  for _ in $(seq 100); do [ -f "$work/ready.json" ] && return; sleep 0.1; done
  echo "usersync serve was not ready within 10 s:"; cat "$work/log"; exit 1
}
value() { sed -n "s/.*\"$1\": *\"\([^\"]*\)\".*/\1/p" "$work/ready.json"; }

# cannot says why a suite is left out.
cannot() { echo "$1"; [ "${CI:-}" != true ] || exit 1; }

okta() {
  local python= candidate
  for candidate in python3 /usr/bin/python3; do
    "$candidate" -c 'import requests' 2>/dev/null && { python=$candidate; break; }
  done
  [ -n "$python" ] || { cannot "Okta's suite needs python3 with the module 'requests' (Debian: apt-get install python3-requests)."; return 0; }
  echo "Okta SCIM 2.0 SPEC test"
  serve
  "$python" "$suites/okta/play.py" "$suites/okta/Okta-SCIM-20-SPEC-Test.json" "$(value scim_url)" "$(value scim_token)"
}

# answer_patch_with_204 sets the connection as Microsoft's collection expects it.
answer_patch_with_204() {
  local connections="$(value admin_url)/connections" key="Authorization: Bearer $(value admin_key)" id
  id=$(curl -sSf -H "$key" "$connections" | sed 's/.*"id":"\([^"]*\)".*/\1/')
  curl -sSf -o /dev/null -X PATCH -H "$key" -H 'Content-Type: application/json' "$connections/$id" -d '{"settings":{"patchAnswer":"204"}}'
}

# microsoft runs Microsoft's Postman collection and compares what fails, by name, with the failures that
# docs/scim-conformance.md gives reasons for. The folder "Get Token" is left out: it asks the server for a token without any credential.
microsoft() {
  command -v npm >/dev/null || { cannot "Microsoft's suite needs npm."; return 0; }
  [ -x "$newman" ] || npm install --prefix .tools/newman --no-audit --no-fund --ignore-scripts --loglevel=error "newman@$newman_version"
  echo "Microsoft's Postman collection"
  serve
  answer_patch_with_204
  local url=$(value url) folder folders=()
  for folder in "Endpoint tests" "User tests" "Group tests" "ComplexAttribute tests" "User tests with garbage" "Group tests with garbage" \
    "Teardown garbage" "Get all users" "Get all groups"; do folders+=(--folder "$folder"); done
  url=${url#http://}
  "$newman" run "$suites/microsoft/PostmanCollection.json" "${folders[@]}" --env-var Protocol=http --env-var "Server=${url%:*}" --env-var "Port=:${url##*:}" \
    --env-var Api=scim/v2 --env-var "token=$(value scim_token)" --reporters json --reporter-json-export "$work/report.json" || true
  node tools/postman.mjs "$work/report.json" tools/microsoft-expected.txt
}

okta
microsoft
