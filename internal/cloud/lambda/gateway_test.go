package lambda_test

import (
	"encoding/base64"
	"encoding/json"
	"io"
	"maps"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"usersync/internal/cloud/lambda"
)

// sent is a request as a client sends it.
type sent struct {
	method, path, query string // path and query as on the wire
	header              http.Header
	body                []byte
	binary              bool // the gateway hands the body over in base64
}

// got is an answer as the client receives it.
type got struct {
	status int
	header http.Header
	body   []byte
}

// A gateway makes an event of a request and an answer of what the function returns, as a kind of API of API Gateway does.
type gateway struct {
	name  string
	event func(sent) map[string]any
}

var (
	restAPI = gateway{"REST API", func(s sent) map[string]any {
		query, _ := url.ParseQuery(s.query)
		headers := map[string]string{}
		for name, values := range s.header {
			headers[name] = values[len(values)-1]
		}
		return map[string]any{
			"httpMethod": s.method, "path": s.path, "headers": headers, "multiValueHeaders": s.header,
			"multiValueQueryStringParameters": query,
			"requestContext":                  map[string]any{"requestId": "request-1", "identity": map[string]any{"sourceIp": "203.0.113.25"}},
		}
	}}
	httpAPI = gateway{"HTTP API", func(s sent) map[string]any {
		headers, cookies := map[string]string{}, []string(nil)
		for name, values := range s.header {
			if name == "Cookie" {
				cookies = strings.Split(strings.Join(values, "; "), "; ")
				continue
			}
			headers[strings.ToLower(name)] = strings.Join(values, ",")
		}
		return map[string]any{
			"version": "2.0", "rawPath": s.path, "rawQueryString": s.query, "headers": headers, "cookies": cookies,
			"requestContext": map[string]any{"requestId": "request-1", "http": map[string]any{"method": s.method, "sourceIp": "203.0.113.25"}},
		}
	}}
	gateways = []gateway{restAPI, httpAPI}
)

// encode is the event of a request.
func (g gateway) encode(t testing.TB, s sent) json.RawMessage {
	t.Helper()
	event := g.event(s)
	event["body"], event["isBase64Encoded"] = string(s.body), s.binary
	if s.binary {
		event["body"] = base64.StdEncoding.EncodeToString(s.body)
	}
	raw, err := json.Marshal(event)
	if err != nil {
		t.Fatal(err)
	}
	return raw
}

// decode is the answer in what a function returned. It fails where API Gateway would.
func (g gateway) decode(t testing.TB, answer any) got {
	t.Helper()
	var a struct {
		StatusCode        int
		Headers           map[string]string
		MultiValueHeaders http.Header
		Cookies           []string
		Body              string
		IsBase64Encoded   bool
	}
	raw, ok := answer.(json.RawMessage)
	if !ok || json.Unmarshal(raw, &a) != nil || a.StatusCode < 200 || a.StatusCode > 599 {
		t.Fatalf("API Gateway would answer 502 for %.300s", raw)
	}
	out := got{status: a.StatusCode, header: http.Header{}, body: []byte(a.Body)}
	maps.Copy(out.header, a.MultiValueHeaders)
	for name, value := range a.Headers {
		out.header.Set(name, value)
	}
	for _, cookie := range a.Cookies {
		out.header.Add("Set-Cookie", cookie)
	}
	if a.IsBase64Encoded {
		body, err := base64.StdEncoding.DecodeString(a.Body)
		if err != nil {
			t.Fatal(err)
		}
		out.body = body
	}
	return out
}

// through sends a request through the gateway to a handler.
func (g gateway) through(t testing.TB, o lambda.HTTPOptions, handler http.HandlerFunc, s sent) got {
	t.Helper()
	if o.Log == nil {
		o.Log = (&journal{}).logger()
	}
	return g.decode(t, play(t, lambda.HTTP(handler, o), g.encode(t, s)))
}

// seen is a request as a handler sees it.
type seen struct {
	*http.Request
	body string
}

// watch is a handler that notes what it sees.
func watch(t testing.TB, into *seen) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		if err != nil || int64(len(body)) != r.ContentLength {
			t.Errorf("read %d of %d bytes, %v", len(body), r.ContentLength, err)
		}
		*into = seen{r, string(body)}
		w.WriteHeader(http.StatusNoContent)
	}
}
