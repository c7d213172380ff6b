package lambdatest

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"net/http"
	"os/exec"
	"sync"
	"time"
)

// Sandbox is one execution environment: one process, one event at a time. Its methods are safe for concurrent use.
type Sandbox struct {
	function Function
	command  *exec.Cmd
	server   *http.Server
	log      *logFile
	turn     chan struct{} // holds one token: whose turn it is
	events   chan *invocation
	exited   chan struct{} // closed when the process has ended

	mu      sync.Mutex
	current *invocation
	initErr error
	count   int
}

// Start starts the process. That it cannot start properly is seen at the first Invoke.
func Start(f Function) (*Sandbox, error) {
	listener, err := (&net.ListenConfig{}).Listen(context.Background(), "tcp", "127.0.0.1:0")
	if err != nil {
		return nil, fmt.Errorf("runtime API: %w", err)
	}
	log, err := newLogFile()
	if err != nil {
		return nil, errors.Join(fmt.Errorf("log of function %s: %w", f.Name, err), listener.Close())
	}
	s := &Sandbox{function: f, log: log, turn: make(chan struct{}, 1), events: make(chan *invocation), exited: make(chan struct{})}
	s.turn <- struct{}{}
	s.server = &http.Server{Handler: s.api(), ReadHeaderTimeout: time.Minute}
	go func() { _ = s.server.Serve(listener) }()
	s.command = exec.Command(f.Path)
	s.command.Env = f.environ(listener.Addr().String())
	s.command.Stdout, s.command.Stderr = log.file, log.file
	if err := s.command.Start(); err != nil {
		return nil, errors.Join(fmt.Errorf("start function %s: %w", f.Name, err), s.server.Close(), log.file.Close())
	}
	go func() {
		_ = s.command.Wait()
		close(s.exited)
	}()
	return s, nil
}

// Invoke delivers an event and returns the answer. The error is a *FunctionError when the function, or Lambda for it, reports a failure; a process that
// panics, exits or outlives its timeout is gone afterwards, and the sandbox with it.
func (s *Sandbox) Invoke(ctx context.Context, event json.RawMessage) (json.RawMessage, error) {
	if len(event) > maxPayload {
		return nil, ErrTooLarge
	}
	select {
	case <-s.turn:
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	defer func() { s.turn <- struct{}{} }()
	i := s.invocation(event)
	if err := s.deliver(ctx, i); err != nil {
		return nil, err
	}
	return s.await(ctx, i)
}

func (s *Sandbox) invocation(event json.RawMessage) *invocation {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.count++
	return &invocation{id: fmt.Sprintf("00000000-0000-4000-8000-%012d", s.count), event: event, done: make(chan outcome, 1)}
}

// deliver waits until the process asks for an event.
func (s *Sandbox) deliver(ctx context.Context, i *invocation) error {
	timer := time.NewTimer(initTimeout)
	defer timer.Stop()
	i.deadline = time.Now().Add(s.function.timeout())
	select {
	case s.events <- i:
		return nil
	case <-s.exited:
		return s.exitError()
	case <-timer.C:
		s.kill()
		return &FunctionError{"Sandbox.Timedout", "the function did not ask for an event within 10 s"}
	case <-ctx.Done():
		return ctx.Err()
	}
}

// await waits for the answer, at most until the deadline.
func (s *Sandbox) await(ctx context.Context, i *invocation) (json.RawMessage, error) {
	timer := time.NewTimer(time.Until(i.deadline))
	defer timer.Stop()
	select {
	case o := <-i.done:
		return o.answer, o.err
	case <-s.exited:
		select {
		case o := <-i.done: // it reported, then exited
			return o.answer, o.err
		default:
			return nil, s.exitError()
		}
	case <-timer.C:
		s.kill()
		return nil, &FunctionError{"Sandbox.Timedout", fmt.Sprintf("Task timed out after %.2f seconds", s.function.timeout().Seconds())}
	case <-ctx.Done():
		s.kill()
		return nil, ctx.Err()
	}
}

// exitError says that the process is gone, with its last words.
func (s *Sandbox) exitError() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.initErr != nil {
		return s.initErr
	}
	return &FunctionError{"Runtime.ExitError", fmt.Sprintf("Runtime exited: %s\n%s", s.command.ProcessState, s.log.tail(2000))}
}

// Alive reports whether the process still runs.
func (s *Sandbox) Alive() bool {
	select {
	case <-s.exited:
		return false
	default:
		return true
	}
}

// Logs is all that the process wrote so far.
func (s *Sandbox) Logs() string { return s.log.tail(-1) }

// Close ends the process and waits for it. Its log stays readable.
func (s *Sandbox) Close() error {
	s.kill()
	return errors.Join(s.server.Close(), s.log.close())
}

func (s *Sandbox) kill() {
	_ = s.command.Process.Kill()
	<-s.exited
}

func (s *Sandbox) setCurrent(i *invocation) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.current = i
}

// takeCurrent returns the invocation under way when it has this id, once.
func (s *Sandbox) takeCurrent(id string) *invocation {
	s.mu.Lock()
	defer s.mu.Unlock()
	i := s.current
	if i == nil || i.id != id {
		return nil
	}
	s.current = nil
	return i
}

func (s *Sandbox) noteInit(err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.initErr = err
}
