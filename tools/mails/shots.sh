#!/bin/bash
# Takes pictures of mails in internal/notify/testdata/golden with chromium: shots.sh FOLDER desktop|phone light|dark NAME...
set -eu -o pipefail
folder=$1 size=$2 scheme=$3
shift 3
width=680 height=840
[ "$size" = desktop ] || width=390 height=1100
browser=$(command -v chromium || command -v chromium-browser || command -v google-chrome) || { echo "pictures of mails need chromium" >&2; exit 1; }
flags=(--headless --no-sandbox --disable-gpu --hide-scrollbars --force-device-scale-factor=1 --allow-file-access-from-files --window-size="$width,$height")
[ "$scheme" = light ] || flags+=(--blink-settings=preferredColorScheme=0)
mkdir -p "$folder"
page=$(mktemp --suffix=.html)
trap 'rm -f "$page"' EXIT
for name in "$@"; do
	# In a frame, for no window of chromium is as narrow as a phone.
	printf '<!doctype html><body style="margin:0"><iframe src="file://%s" style="border:0;width:%spx;height:%spx"></iframe>' \
		"$PWD/internal/notify/testdata/golden/$name.html" "$width" "$height" >"$page"
	"$browser" "${flags[@]}" --screenshot="$folder/$name-$size-$scheme.png" "file://$page" 2>/dev/null
done
