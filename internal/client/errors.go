package client

import (
	"fmt"
	"net/http"
	"strings"
	"time"
)

// AddressError says what is wrong with the address of a deployment.
type AddressError struct{ Detail string }

func (e *AddressError) Error() string { return "the address of the deployment: " + e.Detail }

// KeyError says that a text cannot be a key. It does not repeat it.
type KeyError struct{}

func (*KeyError) Error() string {
	return "the key is no key: it has spaces, line breaks or other signs in it. Keys begin with adm_ (or opr_ for the operator); give the text alone"
}

// UnreachableError says that no answer came.
type UnreachableError struct {
	Host  string
	Cause error // without the key: that is in a header, which no error of net/http repeats
}

func (e *UnreachableError) Error() string {
	return fmt.Sprintf("%s does not answer: %v. Is the address right (--url), does the deployment run, and does a proxy stand between?", e.Host, e.Cause)
}

func (e *UnreachableError) Unwrap() error { return e.Cause }

// AnswerError says that what came is no answer of usersync.
type AnswerError struct {
	Host   string
	Status int
	Detail string
}

func (e *AnswerError) Error() string {
	return fmt.Sprintf("%s answered (status %d) as usersync does not: %s", e.Host, e.Status, e.Detail)
}

// Problem is a refusal (RFC 9457), as the admin API sends it. Its texts come from the server: whoever shows them neutralises control characters.
type Problem struct {
	Status     int           `json:"status"`
	Code       string        `json:"code"`
	Title      string        `json:"title"`
	Detail     string        `json:"detail"`
	Fields     []Field       `json:"errors"`
	RequestID  string        `json:"requestId"`
	RetryAfter time.Duration `json:"-"` // 0: not said
}

// Field is one member at fault.
type Field struct {
	Path   string `json:"path"`
	Detail string `json:"detail"`
}

func (p *Problem) Error() string {
	var b strings.Builder
	b.WriteString(p.Detail)
	if p.Detail == "" {
		fmt.Fprintf(&b, "the server refused: %d %s", p.Status, http.StatusText(p.Status))
	}
	for _, f := range p.Fields {
		fmt.Fprintf(&b, "\n  %s: %s", f.Path, f.Detail)
	}
	return b.String()
}

// is reports whether the problem has this code.
func (p *Problem) is(code string) bool { return p.Code == code }
