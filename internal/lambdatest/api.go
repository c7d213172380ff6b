package lambdatest

import (
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"strconv"
	"time"
)

// invocation is one event on its way through a sandbox.
type invocation struct {
	id       string
	event    json.RawMessage
	deadline time.Time
	done     chan outcome // takes one
}

// api is the Runtime API, https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html.
func (s *Sandbox) api() http.Handler {
	mux := http.NewServeMux()
	const base = "/2018-06-01/runtime/"
	mux.HandleFunc("GET "+base+"invocation/next", s.next)
	mux.HandleFunc("POST "+base+"invocation/{id}/response", s.response)
	mux.HandleFunc("POST "+base+"invocation/{id}/error", s.failure)
	mux.HandleFunc("POST "+base+"init/error", s.initFailure)
	return mux
}

// next hands the process its next event, and waits while there is none.
func (s *Sandbox) next(w http.ResponseWriter, r *http.Request) {
	select {
	case i := <-s.events:
		s.setCurrent(i)
		h := w.Header()
		h.Set("Content-Type", "application/json")
		h.Set("Lambda-Runtime-Aws-Request-Id", i.id)
		h.Set("Lambda-Runtime-Deadline-Ms", strconv.FormatInt(i.deadline.UnixMilli(), 10))
		h.Set("Lambda-Runtime-Invoked-Function-Arn", s.function.arn())
		h.Set("Lambda-Runtime-Trace-Id", "Root=1-00000000-000000000000000000000000;Sampled=0")
		_, _ = w.Write(i.event)
	case <-r.Context().Done():
	case <-s.exited:
		w.WriteHeader(http.StatusInternalServerError)
	}
}

func (s *Sandbox) response(w http.ResponseWriter, r *http.Request) {
	body, err := read(w, r)
	if err != nil {
		s.finish(w, r, http.StatusRequestEntityTooLarge, outcome{err: &FunctionError{"Function.ResponseSizeTooLarge", "Response payload size exceeded maximum allowed payload size (6291556 bytes)."}})
		return
	}
	s.finish(w, r, http.StatusAccepted, outcome{answer: body})
}

func (s *Sandbox) failure(w http.ResponseWriter, r *http.Request) {
	s.finish(w, r, http.StatusAccepted, outcome{err: functionError(w, r)})
}

// initFailure notes why the process could not start; it exits by itself afterwards.
func (s *Sandbox) initFailure(w http.ResponseWriter, r *http.Request) {
	s.noteInit(functionError(w, r))
	w.WriteHeader(http.StatusAccepted)
}

// finish ends the current invocation; an answer to any other is refused.
func (s *Sandbox) finish(w http.ResponseWriter, r *http.Request, status int, o outcome) {
	i := s.takeCurrent(r.PathValue("id"))
	if i == nil {
		http.Error(w, `{"errorType":"InvalidRequestID"}`, http.StatusBadRequest)
		return
	}
	w.WriteHeader(status)
	i.done <- o
}

func functionError(w http.ResponseWriter, r *http.Request) error {
	body, err := read(w, r)
	if err != nil {
		return err
	}
	var e FunctionError
	if err := json.Unmarshal(body, &e); err != nil {
		return errors.Join(errors.New("the function reported an error that is no JSON"), err)
	}
	return &e
}

func read(w http.ResponseWriter, r *http.Request) ([]byte, error) {
	return io.ReadAll(http.MaxBytesReader(w, r.Body, maxPayload))
}
