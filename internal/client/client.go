// Package client speaks to the admin API of a deployment over HTTP: it sends requests with a key, waits and repeats where the server asks for that, pages through
// lists, and turns refusals into errors that a person can act on.
//
// It knows no operation of the API: paths and shapes are the caller's. It never follows a redirect, so the key goes to the address that it was given for and to
// no other, and neither the key nor an answer's body is in any of its errors.
package client

import (
	"context"
	"crypto/tls"
	"net/http"
	"net/url"
	"time"
)

// Limits of one request.
const (
	// MaxAnswer is how many bytes of an answer are read.
	MaxAnswer = 64 << 20
	// DefaultTimeout is how long one request may take, a server's waiting included (30 s at most).
	DefaultTimeout = 60 * time.Second
	// patience is how long a request is repeated for altogether, and tries how often.
	patience = 60 * time.Second
	tries    = 6
)

// Config is what a client is made of. Every field but Timeout, Transport and AllowHTTP must be set.
type Config struct {
	URL       string // of the deployment: "https://sync.example.com", with or without /api/v1
	Key       string // an admin key or the operator key; "" sends none
	UserAgent string
	NewID     func() string                                    // random text for Idempotency-Key
	Sleep     func(ctx context.Context, d time.Duration) error // between repetitions; fails when ctx ends

	Timeout   time.Duration     // of one request; 0: DefaultTimeout
	Transport http.RoundTripper // nil: the usual one
	AllowHTTP bool              // send the key over plain HTTP to other machines than this one
}

// Client is safe for concurrent use.
type Client struct {
	base      *url.URL
	key       string
	userAgent string
	newID     func() string
	sleep     func(ctx context.Context, d time.Duration) error
	http      *http.Client
}

// String names the host, and not the key: a client that gets into a log tells nothing.
func (c *Client) String() string { return "client of " + c.base.Host }

// GoString is String.
func (c *Client) GoString() string { return c.String() }

// New makes a client. It fails with *AddressError or *KeyError.
func New(c Config) (*Client, error) {
	base, err := Address(c.URL)
	if err != nil {
		return nil, err
	}
	key, err := cleanKey(c.Key)
	if err != nil {
		return nil, err
	}
	if base.Scheme == "http" && !c.AllowHTTP && key != "" && !loopback(base.Hostname()) {
		return nil, &AddressError{"It is plain HTTP: the key could be read on its way. Use an https address, or --allow-http where the way is safe."}
	}
	if c.Timeout == 0 {
		c.Timeout = DefaultTimeout
	}
	if c.Transport == nil {
		c.Transport = transport()
	}
	return &Client{
		base: base, key: key, userAgent: c.UserAgent, newID: c.NewID, sleep: c.Sleep,
		http: &http.Client{Transport: c.Transport, Timeout: c.Timeout, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }},
	}, nil
}

func transport() http.RoundTripper {
	return &http.Transport{
		Proxy: http.ProxyFromEnvironment, ForceAttemptHTTP2: true, MaxResponseHeaderBytes: 64 << 10, IdleConnTimeout: 30 * time.Second,
		TLSHandshakeTimeout: 10 * time.Second, TLSClientConfig: &tls.Config{MinVersion: tls.VersionTLS12},
	}
}

// Root is the address of the deployment without /api/v1, without a slash at the end.
func (c *Client) Root() string { return rootOf(c.base) }

// Host is the host and port that is spoken to.
func (c *Client) Host() string { return c.base.Host }

// HasKey reports whether requests carry a key.
func (c *Client) HasKey() bool { return c.key != "" }
