package lambda

import (
	"bytes"
	"context"
	"encoding/base64"
	"io"
	"maps"
	"net"
	"net/http"
	"net/url"
	"slices"
	"strings"
)

// httpEvent is what is read of a request event of API Gateway, of both formats. Format 2.0 says so; a REST API names no version.
type httpEvent struct {
	Version         string            `json:"version"`
	Headers         map[string]string `json:"headers"`
	Body            string            `json:"body"`
	IsBase64Encoded bool              `json:"isBase64Encoded"`

	// Format 2.0.
	RawPath        string   `json:"rawPath"`
	RawQueryString string   `json:"rawQueryString"`
	Cookies        []string `json:"cookies"`

	// REST APIs and format 1.0.
	HTTPMethod                      string              `json:"httpMethod"`
	Path                            string              `json:"path"`
	MultiValueHeaders               map[string][]string `json:"multiValueHeaders"`
	QueryStringParameters           map[string]string   `json:"queryStringParameters"`
	MultiValueQueryStringParameters map[string][]string `json:"multiValueQueryStringParameters"`

	RequestContext struct {
		RequestID string `json:"requestId"`
		Identity  struct {
			SourceIP string `json:"sourceIp"`
		} `json:"identity"`
		HTTP struct {
			Method   string `json:"method"`
			SourceIP string `json:"sourceIp"`
		} `json:"http"`
	} `json:"requestContext"`
}

func (e *httpEvent) isV2() bool { return e.Version == "2.0" }

// method is "" for what is no request.
func (e *httpEvent) method() string {
	if e.isV2() {
		return e.RequestContext.HTTP.Method
	}
	return e.HTTPMethod
}

// request is the event as a server of package net/http would have read it from a connection. It fails when the body is not the base64 that it is said to be.
func (e *httpEvent) request(ctx context.Context, prefix string) (*http.Request, error) {
	body := []byte(e.Body)
	if e.IsBase64Encoded {
		var err error
		if body, err = base64.StdEncoding.DecodeString(e.Body); err != nil {
			return nil, err
		}
	}
	r := &http.Request{
		Method: e.method(), URL: e.url(prefix), Header: e.header(),
		Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1,
		Body: io.NopCloser(bytes.NewReader(body)), ContentLength: int64(len(body)),
		RemoteAddr: e.remote(),
	}
	r.Host = r.Header.Get("Host")
	r.Header.Del("Host")
	r.RequestURI = r.URL.EscapedPath()
	if r.URL.RawQuery != "" {
		r.RequestURI += "?" + r.URL.RawQuery
	}
	return r.WithContext(ctx), nil
}

func (e *httpEvent) url(prefix string) *url.URL {
	path, query := e.Path, e.query()
	if e.isV2() {
		path, query = e.RawPath, e.RawQueryString
	}
	if rest, ok := strings.CutPrefix(path, prefix); ok && (rest == "" || rest[0] == '/') {
		path = rest
	}
	if !strings.HasPrefix(path, "/") {
		path = "/" + path
	}
	escaped := escape(path)
	plain, _ := url.PathUnescape(escaped) // cannot fail: escape has seen to it
	return &url.URL{Path: plain, RawPath: escaped, RawQuery: query}
}

// query writes decoded parameters as a query again. A REST API hands over no raw query; what it keeps is the order of the values of one name.
func (e *httpEvent) query() string {
	values := url.Values(e.MultiValueQueryStringParameters)
	if values == nil {
		values = url.Values{}
		for name, value := range e.QueryStringParameters {
			values.Set(name, value)
		}
	}
	return values.Encode()
}

// header joins what a client sent under spellings of one name, in a fixed order.
func (e *httpEvent) header() http.Header {
	h := http.Header{}
	if !e.isV2() && e.MultiValueHeaders != nil {
		for _, name := range slices.Sorted(maps.Keys(e.MultiValueHeaders)) {
			for _, value := range e.MultiValueHeaders[name] {
				h.Add(name, value)
			}
		}
		return h
	}
	for _, name := range slices.Sorted(maps.Keys(e.Headers)) {
		h.Add(name, e.Headers[name])
	}
	if len(e.Cookies) > 0 {
		h.Set("Cookie", strings.Join(e.Cookies, "; "))
	}
	return h
}

// remote is the caller's address as API Gateway saw it, never as a header claims, with a port as RemoteAddr has one.
func (e *httpEvent) remote() string {
	ip := e.RequestContext.Identity.SourceIP
	if e.isV2() {
		ip = e.RequestContext.HTTP.SourceIP
	}
	if ip == "" {
		return ""
	}
	return net.JoinHostPort(ip, "0")
}
