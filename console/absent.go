//go:build !console

package console

import "io/fs"

// Files is nil: this program was built without the console.
func Files() fs.FS { return nil }
