package scimapi

import (
	"io"
	"net/http"
	"time"

	"usersync/internal/inspect"
)

// headersOfInterest are the headers of a request that decide its answer, as an admin may want to know. Authorization is not among them.
var headersOfInterest = []string{"Accept", "Content-Type", "Content-Encoding", "If-Match", "If-None-Match", "Prefer"}

// exchange is a request with its answer, without secrets.
func exchange(r *http.Request, in *reading, out *writing, seen *looked, begin, end time.Time) inspect.Exchange {
	scimType, _ := seen.failure["scimType"].(string)
	detail, _ := seen.failure["detail"].(string)
	e := inspect.Exchange{
		ID: out.Header().Get("X-Request-Id"), At: begin, Took: end.Sub(begin),
		Method: inspect.Word(r.Method), Path: inspect.Path(r.URL.EscapedPath()), Query: inspect.QueryText(r.URL.RawQuery),
		Status: out.status, ScimType: scimType, Detail: detail,
		Credential: seen.caller.Credential, UserAgent: inspect.Word(r.UserAgent()),
		Request: inspect.Mask(in.kept, max(in.size, r.ContentLength)),
		Answer:  inspect.Mask(out.kept, out.size),
	}
	for _, name := range headersOfInterest {
		for _, value := range r.Header.Values(name) {
			e.Headers = append(e.Headers, inspect.Header{Name: name, Value: inspect.Word(value)})
		}
	}
	return e
}

// reading keeps the beginning of a request body as it is read.
type reading struct {
	io.ReadCloser
	kept []byte
	size int64
}

func newReading(r *http.Request) *reading {
	in := &reading{ReadCloser: r.Body}
	if r.ContentLength > 0 {
		in.kept = make([]byte, 0, min(r.ContentLength, inspect.Window))
	}
	return in
}

func (b *reading) Read(p []byte) (int, error) {
	n, err := b.ReadCloser.Read(p)
	b.kept = append(b.kept, p[:min(n, inspect.Window-len(b.kept))]...)
	b.size += int64(n)
	return n, err
}

// writing keeps the beginning of an answer as it is written.
type writing struct {
	http.ResponseWriter
	status int
	kept   []byte
	size   int64
}

func (w *writing) WriteHeader(status int) {
	if w.status == 0 {
		w.status = status
	}
	w.ResponseWriter.WriteHeader(status)
}

func (w *writing) Write(p []byte) (int, error) {
	if w.status == 0 {
		w.status = http.StatusOK
	}
	w.kept = append(w.kept, p[:min(len(p), answerWindow-len(w.kept))]...)
	w.size += int64(len(p))
	return w.ResponseWriter.Write(p)
}

// Unwrap lets http.ResponseController reach the writer below.
func (w *writing) Unwrap() http.ResponseWriter { return w.ResponseWriter }
