package standin

import (
	"bytes"
	"context"
	"fmt"
	"net"
	"os/exec"
	"strconv"
	"testing"
	"time"
)

// patience is how long a stand-in may take until it listens; Java on a busy machine takes its time.
const patience = 60 * time.Second

// process is a program that serves on a port.
type process struct {
	address string
	output  *bytes.Buffer // to be read when it has ended
	ended   chan struct{}
}

// start runs a program on a free port, until the test ends. Should somebody else take the port before the program
// does, another one is tried.
func start(t testing.TB, program string, args func(port string) []string) *process {
	t.Helper()
	var failures []string
	for range 3 {
		port, err := freePort(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		p := launch(t, program, args(strconv.Itoa(port)), fmt.Sprintf("127.0.0.1:%d", port))
		if p.listens(t.Context()) {
			return p
		}
		failures = append(failures, p.output.String())
	}
	t.Fatalf("%s does not serve: %q", program, failures)
	return nil
}

func launch(t testing.TB, program string, args []string, address string) *process {
	t.Helper()
	p := &process{address: address, output: &bytes.Buffer{}, ended: make(chan struct{})}
	// Not the test's context: that ends before the clean-up, and the test may still read while it cleans up.
	ctx, stop := context.WithCancel(context.WithoutCancel(t.Context()))
	command := exec.CommandContext(ctx, program, args...)
	command.Stdout, command.Stderr = p.output, p.output
	command.Dir = t.TempDir()
	if err := command.Start(); err != nil {
		stop()
		t.Fatalf("start %s: %v", program, err)
	}
	go func() {
		_ = command.Wait() // that it was stopped is no news
		close(p.ended)
	}()
	t.Cleanup(func() {
		stop()
		<-p.ended
	})
	return p
}

// listens waits until somebody does so at the address, and is false when the program has ended or takes too long.
func (p *process) listens(ctx context.Context) bool {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	again := time.NewTicker(5 * time.Millisecond)
	defer again.Stop()
	var dialer net.Dialer
	for {
		if conn, err := dialer.DialContext(ctx, "tcp", p.address); err == nil {
			return conn.Close() == nil
		}
		select {
		case <-p.ended:
			return false
		case <-ctx.Done():
			return false
		case <-again.C:
		}
	}
}
