#!/usr/bin/env bash
# Runs every fuzz target of the module, one after the other, each for FUZZTIME (30s by default), and fails on the first input that breaks one: it is then in testdata/fuzz of the
# target's package, to be committed with the cure. Targets are found, not listed. PACKAGES narrows the search: PACKAGES=internal/scim tools/fuzz.sh
set -eu
cd "$(dirname "$0")/.."
time=${FUZZTIME:-30s}
log=$(mktemp)
trap 'rm -f "$log"' EXIT

# fuzz PACKAGE TARGET. At the end of its time the fuzzer sometimes takes its own deadline for a failure (golang/go#75804): without an input that failed, that is none.
fuzz() {
  go test -run '^$' -fuzz "^$2\$" -fuzztime "$time" -fuzzminimizetime 100x "./$1" >"$log" 2>&1 && return
  grep -q 'context deadline exceeded' "$log" && ! grep -q 'Failing input written' "$log" && return
  cat "$log"
  return 1
}

count=0
while IFS=: read -r file line; do
  target=${line#func }
  target=${target%%(*}
  package=$(dirname "$file")
  printf '%-28s %s\n' "$target" "$package"
  fuzz "$package" "$target"
  count=$((count + 1))
done < <(grep -rHo --include='*_test.go' '^func Fuzz[A-Za-z0-9_]*(' ${PACKAGES:-cmd functions internal} | sort)
[ "$count" -gt 0 ] || { echo "no fuzz targets found"; exit 1; }
echo "$count fuzz targets, $time each: no failure"
