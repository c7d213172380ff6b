package main

import (
	"context"
	"testing"
	"time"
)

func TestARequestThatWaitsEndsWithTheServer(t *testing.T) {
	m := &machine{closing: make(chan struct{})}
	if err := m.wait(t.Context(), 0); err != nil {
		t.Errorf("a wait that is over: %v", err)
	}
	gone, cancel := context.WithCancel(t.Context())
	cancel()
	if m.wait(gone, time.Hour) == nil {
		t.Error("the client has gone, and the request waits on")
	}
	close(m.closing)
	if m.wait(t.Context(), time.Hour) == nil {
		t.Error("no new requests are taken, and the request waits on")
	}
}
