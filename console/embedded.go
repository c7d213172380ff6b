//go:build console

package console

import (
	"embed"
	"io/fs"
)

//go:embed all:packed
var packed embed.FS

// Files is the built console as scripts/pack.mjs left it: index.html and what it loads, compressed.
func Files() fs.FS {
	files, err := fs.Sub(packed, "packed")
	if err != nil {
		panic(err) // the name is a constant
	}
	return files
}
