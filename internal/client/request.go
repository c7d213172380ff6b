package client

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"mime"
	"net"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"
)

// Request is one request in the making.
type Request struct {
	Method      string
	Path        string // below /api/v1, each part escaped: see Path
	Query       url.Values
	Body        []byte // nil: none
	ContentType string // "": application/json
	Accept      string // "": application/json
	IfMatch     string // an ETag; "": none
}

// Answer is what came, read whole.
type Answer struct {
	Status int
	Header http.Header
	Body   []byte
}

// ETag is the version of what was read or written; "" where there is none.
func (a Answer) ETag() string { return a.Header.Get("ETag") }

// Path joins parts of a path, each escaped: Path("users", id, "explain").
func Path(parts ...string) string {
	var b strings.Builder
	for _, part := range parts {
		b.WriteString("/" + url.PathEscape(part))
	}
	return b.String()
}

// Do sends a request and returns the answer, whose status is below 300. A POST carries an Idempotency-Key, so that it can be repeated: what is answered with 429 or 503,
// and what broke off, is sent again, after the time that the server says, for a minute at most. The errors are *Problem, *AnswerError, *UnreachableError, and that of ctx.
func (c *Client) Do(ctx context.Context, r Request) (Answer, error) {
	once := ""
	if r.Method == http.MethodPost {
		once = c.newID()
	}
	waited := time.Duration(0)
	for try := 1; ; try++ {
		answer, err := c.try(ctx, r, once)
		pause, again := pauseAfter(r, err, try)
		if !again || try == tries || waited+pause > patience {
			return answer, err
		}
		if c.sleep(ctx, pause) != nil {
			return Answer{}, fmt.Errorf("%w (while waiting to repeat the request: %w)", ctx.Err(), err)
		}
		waited += pause
	}
}

// pauseAfter says whether a request may be repeated, and when.
func pauseAfter(r Request, err error, try int) (time.Duration, bool) {
	repeatable := r.Method == http.MethodGet || r.Method == http.MethodPost
	pause := 500 * time.Millisecond << min(try-1, 4)
	var problem *Problem
	if errors.As(err, &problem) {
		pause = max(pause, problem.RetryAfter)
		switch {
		case problem.Status == http.StatusTooManyRequests:
			return pause, true // it was not carried out
		case problem.Status == http.StatusServiceUnavailable, problem.is("in_progress"):
			return pause, repeatable
		}
		return 0, false
	}
	var unreachable *UnreachableError
	return pause, repeatable && errors.As(err, &unreachable) && brokeOff(unreachable.Cause)
}

// brokeOff reports whether a connection stood and ended: where there never was one, or time was over, the next try fares no better.
func brokeOff(err error) bool {
	var op *net.OpError
	if errors.As(err, &op) && op.Op == "dial" {
		return false
	}
	return errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) || op != nil && !op.Timeout()
}

func (c *Client) try(ctx context.Context, r Request, once string) (Answer, error) {
	in, err := c.request(ctx, r, once)
	if err != nil {
		return Answer{}, err
	}
	out, err := c.http.Do(in)
	if err != nil {
		return Answer{}, c.unreachable(ctx, err)
	}
	defer func() { _ = out.Body.Close() }()
	body, err := io.ReadAll(io.LimitReader(out.Body, MaxAnswer+1))
	switch {
	case err != nil:
		return Answer{}, c.unreachable(ctx, err)
	case len(body) > MaxAnswer:
		return Answer{}, &AnswerError{c.Host(), out.StatusCode, fmt.Sprintf("the answer is larger than %d MiB.", MaxAnswer>>20)}
	}
	return c.judge(Answer{out.StatusCode, out.Header, body}, r)
}

func (c *Client) request(ctx context.Context, r Request, once string) (*http.Request, error) {
	address := c.base.String() + r.Path
	if len(r.Query) > 0 {
		address += "?" + r.Query.Encode()
	}
	var body io.Reader = http.NoBody
	if r.Body != nil {
		body = bytes.NewReader(r.Body)
	}
	in, err := http.NewRequestWithContext(ctx, r.Method, address, body)
	if err != nil {
		return nil, &AddressError{"It cannot be used."}
	}
	set := func(name, value string) {
		if value != "" {
			in.Header.Set(name, value)
		}
	}
	set("User-Agent", c.userAgent)
	set("Accept", or(r.Accept, "application/json"))
	set("If-Match", r.IfMatch)
	set("Idempotency-Key", once)
	if r.Body != nil {
		set("Content-Type", or(r.ContentType, "application/json"))
	}
	if c.key != "" {
		set("Authorization", "Bearer "+c.key)
	}
	return in, nil
}

func or(text, otherwise string) string {
	if text == "" {
		return otherwise
	}
	return text
}

// unreachable wraps a failure of the transport. What ctx ended is the end of ctx.
func (c *Client) unreachable(ctx context.Context, err error) error {
	if ctx.Err() != nil {
		return ctx.Err()
	}
	var wrapped *url.Error
	if errors.As(err, &wrapped) {
		if wrapped.Timeout() {
			err = fmt.Errorf("no whole answer within %v", c.http.Timeout)
		} else {
			err = wrapped.Err // without the address, which is said already
		}
	}
	return &UnreachableError{c.Host(), err}
}

// judge turns what is no success into an error.
func (c *Client) judge(a Answer, r Request) (Answer, error) {
	media, _, _ := mime.ParseMediaType(a.Header.Get("Content-Type"))
	switch {
	case a.Status >= 300 && a.Status < 400:
		return Answer{}, &AnswerError{c.Host(), a.Status, "it leads to another address" + elsewhere(a.Header) + ". The key was not sent there. If that address is right, give it with --url."}
	case a.Status >= 300 || a.Status < 200:
		return Answer{}, problem(a, media, c.Host())
	case len(a.Body) == 0:
		return a, nil
	case strings.HasSuffix(media, "json") && !json.Valid(a.Body):
		return Answer{}, &AnswerError{c.Host(), a.Status, "what it calls JSON is none."}
	case strings.HasSuffix(media, "json"), r.Accept != "" && strings.Contains(r.Accept, media) && media != "":
		return a, nil
	}
	return Answer{}, &AnswerError{c.Host(), a.Status, "the answer is not JSON. Is this the address of a deployment?"}
}

// elsewhere names the host that a redirect leads to.
func elsewhere(h http.Header) string {
	u, err := url.Parse(h.Get("Location"))
	if err != nil || u.Host == "" {
		return ""
	}
	return " (" + u.Scheme + "://" + u.Host + ")"
}

func problem(a Answer, media, host string) error {
	p := Problem{}
	if media != "application/problem+json" || json.Unmarshal(a.Body, &p) != nil {
		p = Problem{Detail: fmt.Sprintf("%s answered %d %s, without saying why.", host, a.Status, http.StatusText(a.Status))}
	}
	p.Status = a.Status
	if seconds, err := strconv.Atoi(a.Header.Get("Retry-After")); err == nil && seconds > 0 {
		p.RetryAfter = time.Duration(min(seconds, 1<<20)) * time.Second
	}
	return &p
}
