package lambda

import (
	"bytes"
	"encoding/json"
	"errors"
	"net/http"
)

// answer collects what a handler writes, as a server of package net/http would send it.
type answer struct {
	header http.Header // the handler may go on changing it after sent
	sent   http.Header // as it was when the status was written
	status int
	body   bytes.Buffer
	over   bool // more was written than can be sent
	noBody bool
}

var _ http.ResponseWriter = (*answer)(nil)

var errOver = errors.New("the answer is larger than Lambda can send")

func newAnswer(method string) *answer {
	return &answer{header: http.Header{}, noBody: method == http.MethodHead}
}

// Header implements http.ResponseWriter.
func (a *answer) Header() http.Header { return a.header }

// WriteHeader implements http.ResponseWriter. The first final status stands.
func (a *answer) WriteHeader(status int) {
	if a.status != 0 || status < http.StatusOK {
		return
	}
	a.status, a.sent = status, a.header.Clone()
	if status == http.StatusNoContent || status == http.StatusNotModified {
		a.noBody = true
	}
	for _, name := range hopByHop {
		a.sent.Del(name)
	}
}

// hopByHop headers concern a connection (RFC 9110 section 7.6.1), and the connection to the client is API Gateway's.
var hopByHop = []string{"Connection", "Keep-Alive", "Proxy-Connection", "Transfer-Encoding", "Upgrade", "Trailer"}

// Write implements http.ResponseWriter. It keeps no more than can be sent.
func (a *answer) Write(b []byte) (int, error) {
	a.WriteHeader(http.StatusOK)
	switch {
	case a.noBody:
		return len(b), nil
	case a.over || a.body.Len()+len(b) > MaxAnswer:
		a.over = true
		return 0, errOver
	}
	return a.body.Write(b)
}

// finish completes an answer as a server does: a handler that wrote nothing meant 200, and a body without a type gets the one that it looks like.
func (a *answer) finish() {
	a.WriteHeader(http.StatusOK)
	if _, typed := a.sent["Content-Type"]; !typed && a.body.Len() > 0 {
		a.sent.Set("Content-Type", http.DetectContentType(a.body.Bytes()))
	}
}

// problem is an answer of our own (RFC 9457).
func problem(status int, detail string) *answer {
	a := newAnswer("")
	a.header.Set("Content-Type", "application/problem+json")
	a.header.Set("Cache-Control", "no-store")
	a.WriteHeader(status)
	_ = json.NewEncoder(&a.body).Encode(map[string]any{"status": status, "title": http.StatusText(status), "detail": detail}) // a buffer takes anything
	return a
}
