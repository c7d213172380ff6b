package dynamo_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"

	"usersync/internal/engine/dynamo"
	"usersync/internal/standin"
)

// A fault is what becomes of one request; send lets it through to the stand-in.
type fault func(r *http.Request, send func() (*http.Response, error)) (*http.Response, error)

func through(_ *http.Request, send func() (*http.Response, error)) (*http.Response, error) {
	return send()
}

// answers is a request that the service refuses with an error of this code and these further members.
func answers(status int, code, members string) fault {
	return func(r *http.Request, _ func() (*http.Response, error)) (*http.Response, error) {
		return reply(r, status, fmt.Sprintf(`{"__type":"com.amazonaws.dynamodb.v20120810#%s","message":"as told"%s}`, code, members)), nil
	}
}

func reply(r *http.Request, status int, body string) *http.Response {
	return &http.Response{
		StatusCode: status, Request: r, ProtoMajor: 1, ProtoMinor: 1, Body: io.NopCloser(strings.NewReader(body)),
		Header: http.Header{"Content-Type": {"application/x-amz-json-1.0"}},
	}
}

// canceled is a transaction that the service cancels, with a reason per action.
func canceled(codes ...string) fault {
	reasons := make([]string, len(codes))
	for i, code := range codes {
		reasons[i] = fmt.Sprintf(`{"Code":%q,"Message":"as told"}`, code)
	}
	return answers(http.StatusBadRequest, "TransactionCanceledException", `,"CancellationReasons":[`+strings.Join(reasons, ",")+`]`)
}

func throttled(code string) fault { return answers(http.StatusBadRequest, code, "") }

var (
	errReset = &net.OpError{Op: "read", Net: "tcp", Err: errors.New("connection reset by peer")}
	errDial  = &net.OpError{Op: "dial", Net: "tcp", Err: errors.New("connection refused")}
)

// lostBefore and lostAfter are requests without an answer, which the service did not and did carry out.
func lostBefore(*http.Request, func() (*http.Response, error)) (*http.Response, error) {
	return nil, errReset
}

func lostAfter(_ *http.Request, send func() (*http.Response, error)) (*http.Response, error) {
	answer, err := send()
	if err != nil {
		return nil, err
	}
	return nil, errors.Join(errReset, answer.Body.Close())
}

// failedAfter is a request that was carried out and answered with an error of the service's own.
func failedAfter(r *http.Request, send func() (*http.Response, error)) (*http.Response, error) {
	if _, err := lostAfter(r, send); !errors.Is(err, errReset) {
		return nil, err
	}
	return answers(http.StatusInternalServerError, "InternalServerError", "")(r, send)
}

// garbled is a request that was carried out and whose answer breaks off.
func garbled(r *http.Request, send func() (*http.Response, error)) (*http.Response, error) {
	if _, err := lostAfter(r, send); !errors.Is(err, errReset) {
		return nil, err
	}
	return reply(r, http.StatusOK, `{"Item":{"P":`), nil
}

// answeredBy is an answer of our own making.
func answeredBy(body string) fault {
	return func(r *http.Request, _ func() (*http.Response, error)) (*http.Response, error) {
		return reply(r, http.StatusOK, body), nil
	}
}

// endedBy is a request during which the caller gives up.
func endedBy(cancel context.CancelFunc) fault {
	return func(r *http.Request, _ func() (*http.Response, error)) (*http.Response, error) {
		cancel()
		return nil, r.Context().Err()
	}
}

func notConnected(*http.Request, func() (*http.Response, error)) (*http.Response, error) {
	return nil, errDial
}

var (
	failed = answers(http.StatusInternalServerError, "InternalServerError", "")
	denied = answers(http.StatusBadRequest, "AccessDeniedException", "")
)

// wire carries requests and does to each what the script says; behind its end the last fault goes on.
type wire struct {
	mu     sync.Mutex
	script []fault
	tokens []string // of the transactions, in order
	sent   int
}

func (w *wire) RoundTrip(r *http.Request) (*http.Response, error) {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return nil, err
	}
	r = r.Clone(r.Context())
	r.Body = io.NopCloser(bytes.NewReader(body))
	act := w.next(body)
	return act(r, func() (*http.Response, error) { return http.DefaultTransport.RoundTrip(r) })
}

func (w *wire) next(body []byte) fault {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.sent++
	var request struct{ ClientRequestToken string }
	if json.Unmarshal(body, &request) == nil && request.ClientRequestToken != "" {
		w.tokens = append(w.tokens, request.ClientRequestToken)
	}
	if len(w.script) == 0 {
		return through
	}
	act := w.script[0]
	if len(w.script) > 1 {
		w.script = w.script[1:]
	}
	return act
}

// line is an engine on dynoxide behind a wire, which waits by noting for how long.
type line struct {
	*dynamo.Table
	wire  *wire
	waits []time.Duration
}

func newLine(t *testing.T, database *standin.DynamoDB) *line {
	t.Helper()
	l := &line{wire: &wire{}}
	l.Table = database.Open(t, func(o *dynamodb.Options) { o.HTTPClient = &http.Client{Transport: l.wire} })
	l.Random = func() float64 { return 0.5 }
	l.Sleep = func(ctx context.Context, d time.Duration) error {
		l.waits = append(l.waits, d)
		return ctx.Err()
	}
	return l
}

// play starts a script; what was sent before is forgotten.
func (l *line) play(script ...fault) {
	l.wire.script, l.wire.sent, l.wire.tokens, l.waits = script, 0, nil, nil
}
