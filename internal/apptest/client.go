package apptest

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"
)

// Server is the product, however it is run.
type Server interface {
	// Admin and SCIM are clients of the two doors, with credentials of one account.
	Admin() *Client
	SCIM() *Client
	// Mails are the mails that went out, in any order.
	Mails() []Mail
}

// Mail is a mail that went out. Template and Language are empty where the way of running it does not keep them.
type Mail struct{ To, Subject, Text, HTML, Template, Language string }

// Client speaks JSON to one of the two doors.
type Client struct {
	T     testing.TB
	Base  string // "http://127.0.0.1:8080/scim/v2"
	Key   string
	Media string
}

// Answer is a response, read whole.
type Answer struct {
	Status int
	Header http.Header
	Body   map[string]any // nil unless the body is a JSON object
	Raw    string
}

// Try makes one request; err is of the transport. Headers come in pairs of name and value.
func (c *Client) Try(method, path string, body any, headers ...string) (Answer, error) {
	var reader io.Reader
	switch b := body.(type) {
	case nil:
	case string:
		reader = strings.NewReader(b)
	default:
		encoded, err := json.Marshal(b)
		if err != nil {
			c.T.Fatal(err)
		}
		reader = bytes.NewReader(encoded)
	}
	ctx, cancel := context.WithTimeout(context.Background(), 30*time.Second)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, method, c.Base+path, reader)
	if err != nil {
		c.T.Fatal(err)
	}
	if c.Key != "" {
		req.Header.Set("Authorization", "Bearer "+c.Key)
	}
	if body != nil {
		req.Header.Set("Content-Type", c.Media)
	}
	for i := 0; i+1 < len(headers); i += 2 {
		req.Header.Set(headers[i], headers[i+1])
	}
	return read(http.DefaultClient.Do(req))
}

func read(res *http.Response, err error) (Answer, error) {
	if err != nil {
		return Answer{}, err
	}
	defer func() { _ = res.Body.Close() }()
	raw, err := io.ReadAll(res.Body)
	if err != nil {
		return Answer{}, err
	}
	a := Answer{Status: res.StatusCode, Header: res.Header, Raw: string(raw)}
	_ = json.Unmarshal(raw, &a.Body)
	return a, nil
}

// patience is how long a server may be away.
const patience = 60 * time.Second

// persist makes a request and, as identity providers do, repeats it while the server is away.
func (c *Client) persist(method, path string, body any) Answer {
	deadline := time.Now().Add(patience)
	for {
		a, err := c.Try(method, path, body)
		if err == nil && a.Status < 500 {
			return a
		}
		if time.Now().After(deadline) {
			panic(fmt.Sprintf("%s %s: %v, status %d: %s", method, path, err, a.Status, a.Raw))
		}
		time.Sleep(20 * time.Millisecond)
	}
}

// Want makes a request and fails the test unless it is answered with the status.
func (c *Client) Want(status int, method, path string, body any, headers ...string) Answer {
	c.T.Helper()
	a, err := c.Try(method, path, body, headers...)
	if err != nil {
		c.T.Fatalf("%s %s: %v", method, path, err)
	}
	if a.Status != status {
		c.T.Fatalf("%s %s: status %d, want %d\n%s", method, path, a.Status, status, a.Raw)
	}
	return a
}

// All reads every page of a list of the admin interface.
func (c *Client) All(path string) []map[string]any {
	c.T.Helper()
	sep := "?"
	if strings.Contains(path, "?") {
		sep = "&"
	}
	var items []map[string]any
	cursor := ""
	for {
		page := c.Want(http.StatusOK, http.MethodGet, path+sep+"limit=500"+cursor, nil)
		list, ok := page.Body["items"].([]any)
		if !ok {
			c.T.Fatalf("GET %s: no items in %s", path, Tail(page.Raw, 5))
		}
		for _, item := range list {
			items = append(items, item.(map[string]any))
		}
		next, _ := page.Body["next"].(string)
		if next == "" {
			return items
		}
		cursor = "&cursor=" + next
	}
}

// Quiet waits until nothing is pending, and fails the test when that takes too long.
func Quiet(s Server, limit time.Duration) {
	admin := s.Admin()
	admin.T.Helper()
	if last, ok := IsQuiet(s, limit); !ok {
		admin.T.Fatalf("not quiet after %v: %s", limit, last)
	}
}

// IsQuiet waits until every outcome is as new as its inputs and every mail is settled, while the server may come and go. last is what was said of it.
func IsQuiet(s Server, limit time.Duration) (last string, ok bool) {
	admin := s.Admin()
	ok = Soon(limit, 50*time.Millisecond, func() bool {
		a, err := admin.Try(http.MethodGet, "/sync", nil)
		if err != nil || a.Status != http.StatusOK {
			return false
		}
		last = a.Raw
		return a.Body["pending"] == float64(0) && a.Body["mailPending"] == float64(0)
	})
	return last, ok
}

// Tail is the last lines of a text, long ones cut.
func Tail(text string, lines int) string {
	all := strings.Split(text, "\n")
	all = all[max(0, len(all)-lines):]
	for i, line := range all {
		all[i] = line[:min(len(line), 300)]
	}
	return strings.Join(all, "\n")
}
