package main

import (
	"context"
	"fmt"
	"os"
	"testing"
)

// hand plays the part of a test for stand-ins that live as long as one.
type hand struct {
	testing.TB // what is not here is not called

	clean []func()
}

func newHand() *hand { return &hand{} }

// Helper implements testing.TB.
func (*hand) Helper() {}

// Context implements testing.TB.
func (*hand) Context() context.Context { return context.Background() }

// Fatal implements testing.TB.
func (h *hand) Fatal(args ...any) {
	h.finish()
	fmt.Fprintln(os.Stderr, append([]any{"invoke:"}, args...)...)
	os.Exit(1)
}

// Fatalf implements testing.TB.
func (h *hand) Fatalf(format string, args ...any) { h.Fatal(fmt.Sprintf(format, args...)) }

// Errorf implements testing.TB.
func (h *hand) Errorf(format string, args ...any) { h.Fatalf(format, args...) }

// Cleanup implements testing.TB.
func (h *hand) Cleanup(do func()) { h.clean = append(h.clean, do) }

// TempDir implements testing.TB.
func (h *hand) TempDir() string {
	dir, err := os.MkdirTemp("", "usersync-invoke")
	if err != nil {
		h.Fatal(err)
	}
	h.Cleanup(func() { _ = os.RemoveAll(dir) })
	return dir
}

// finish cleans up, the last first.
func (h *hand) finish() {
	for len(h.clean) > 0 {
		last := h.clean[len(h.clean)-1]
		h.clean = h.clean[:len(h.clean)-1]
		last()
	}
}
