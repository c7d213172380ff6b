package main

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
)

// announcement is what a server says of itself when it is ready.
type announcement struct {
	URL   string `json:"url"`
	Base  string `json:"base"` // path of the SCIM resources
	Token string `json:"token"`
}

// server is one that is measured, in a process of its own.
type server struct {
	announcement
	subject  string
	requests int // of each kind and round: slow ones get fewer
	process  *exec.Cmd
	end      io.Closer
	client   *http.Client
}

// start starts a server and waits until it is ready.
func start(ctx context.Context, subject string, requests int, program string, args ...string) (*server, error) {
	process := exec.CommandContext(ctx, program, args...)
	process.Stderr = os.Stderr
	end, err := process.StdinPipe()
	if err != nil {
		return nil, err
	}
	out, err := process.StdoutPipe()
	if err != nil {
		return nil, err
	}
	if err := process.Start(); err != nil {
		return nil, fmt.Errorf("start %s: %w", subject, err)
	}
	s := &server{subject: subject, requests: requests, process: process, end: end, client: &http.Client{
		Transport: &http.Transport{MaxIdleConnsPerHost: workers},
	}}
	for lines := bufio.NewScanner(out); lines.Scan(); { // some say more than that they are ready
		if json.Unmarshal(lines.Bytes(), &s.announcement) == nil && s.URL != "" {
			go func() { _, _ = io.Copy(io.Discard, out) }()
			return s, nil
		}
	}
	return nil, fmt.Errorf("start %s: it ended before it was ready: %w", subject, process.Wait())
}

// stop ends the server.
func (s *server) stop() {
	_ = s.end.Close()
	_ = s.process.Wait()
}

// cpu is the processor time that the server says it has used, in nanoseconds.
func (s *server) cpu(ctx context.Context) (float64, error) {
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, s.URL+"/cpu", http.NoBody)
	if err != nil {
		return 0, err
	}
	answer, err := s.client.Do(r)
	if err != nil {
		return 0, fmt.Errorf("%s: %w", s.subject, err)
	}
	defer func() { _ = answer.Body.Close() }()
	var used struct {
		NS float64 `json:"ns"`
	}
	return used.NS, json.NewDecoder(answer.Body).Decode(&used)
}
