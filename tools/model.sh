#!/usr/bin/env bash
# Checks docs/model/sync.pml in every order of its steps, then shows that each of its wrong variants is refuted. KEEP=folder keeps what Spin
# wrote: cd there, and `spin -t -p -k TRAIL sync.pml` tells how a variant goes wrong, with the variant's -D before -t.
set -eu
cd "$(dirname "$0")/.."
tools/doctor.sh model
model=$PWD/docs/model/sync.pml
work=${KEEP:-$(mktemp -d)}
mkdir -p "$work"
[ -n "${KEEP:-}" ] || trap 'rm -rf "$work"' EXIT
cp "$model" "$work"
cd "$work"

# compile [-DVARIANT] makes the checker.
compile() {
  spin -a "$@" sync.pml >spin.log 2>&1 || { cat spin.log; exit 1; }
  cc -O2 -w -o pan pan.c
}

# holds PROPERTY: whether it holds. The search must have been complete, or have ended with an error of the model.
holds() {
  rm -f sync.pml.trail
  ./pan -a -m100000 -N "$1" >report 2>&1
  ! grep -qE 'max search depth too small|out of memory' report && grep -q 'errors:' report || { cat report; exit 1; }
  grep -q 'errors: 0' report
}

compile
for property in safe catches_up; do
  holds $property || { cat report; echo "the protocol is wrong: $property does not hold"; exit 1; }
  printf '%-32s %-11s holds in %s states\n' 'the protocol' $property "$(awk '/states, stored/ { print $1 }' report)"
done

variants=$(grep -oE 'WRONG_[A-Z_]+[A-Z]' sync.pml | sort -u)
[ -n "$variants" ] || { echo "the model has no wrong variants"; exit 1; }
for variant in $variants; do
  compile -D"$variant"
  if ! holds safe; then
    property=safe
  elif ! holds catches_up; then
    property=catches_up
  else
    echo "$variant survived: the checks are worth nothing"
    exit 1
  fi
  mv sync.pml.trail "$variant.trail"
  printf '%-32s %-11s refuted\n' "$variant" $property
done
