#!/bin/bash
# Puts each mail in internal/notify/testdata/golden, in all languages, on one picture for each size and scheme, to be looked at: sheets.sh FOLDER [KIND...]
set -eu -o pipefail
folder=$1
shift
golden=$PWD/internal/notify/testdata/golden
[ $# -gt 0 ] || mapfile -t kinds < <(cd "$golden" && for file in *.en.html; do echo "${file%.en.html}"; done)
[ $# -eq 0 ] || kinds=("$@")
browser=$(command -v chromium || command -v chromium-browser || command -v google-chrome) || { echo "pictures of mails need chromium" >&2; exit 1; }
mkdir -p "$folder"
page=$(mktemp --suffix=.html)
trap 'rm -f "$page"' EXIT

sheet() { # KIND SIZE WIDTH HEIGHT COLUMNS
	printf '<!doctype html><body style="margin:0;background:#888">' >"$page"
	for language in en de fr it es pt nl; do
		printf '<iframe src="file://%s/%s.%s.html" style="border:0;margin:3px;float:left;width:%spx;height:%spx"></iframe>' "$golden" "$1" "$language" "$3" "$4" >>"$page"
	done
	for scheme in light dark; do
		flags=(--headless --no-sandbox --disable-gpu --hide-scrollbars --force-device-scale-factor=0.72 --allow-file-access-from-files)
		flags+=(--window-size="$((($3 + 6) * $5)),$((($4 + 6) * ((7 + $5 - 1) / $5)))")
		[ "$scheme" = light ] || flags+=(--blink-settings=preferredColorScheme=0)
		"$browser" "${flags[@]}" --screenshot="$folder/$1-$2-$scheme.png" "file://$page" 2>/dev/null
	done
}

for kind in "${kinds[@]}"; do
	sheet "$kind" desktop 680 820 4
	sheet "$kind" phone 390 1000 7
done
