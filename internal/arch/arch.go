// Package arch holds the laws between packages as a test. It exports nothing.
package arch
