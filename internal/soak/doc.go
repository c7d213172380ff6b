// Package soak runs the product for long, as a company would that never sleeps: two identity providers at a steady rate, an admin who edits rules, seats that are too few,
// syncs of everybody. Nothing may fail, memory may not grow, and at the end everybody has what a plain computation from the driver's own books says.
//
// It is for tests only and knows the product over HTTP alone. SOAK=30m go test -run TestSoak ./internal/soak makes it long; RATE says how many requests a second.
package soak
