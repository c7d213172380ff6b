package localcloud

import (
	"encoding/base64"
	"encoding/json"
	"io"
	"maps"
	"net/http"
	"net/url"
	"strings"
	"time"
)

const sourceIP = "203.0.113.25"

// restEvent is a request in the format of REST APIs (1.0): the path as it was sent, without its stage; bodies always as text, as no binary media types are declared.
func restEvent(g *gateway, to route, r *http.Request, body []byte) any {
	path := strings.TrimPrefix(r.URL.EscapedPath(), g.prefix())
	query, _ := url.ParseQuery(r.URL.RawQuery) // what cannot be read is left out
	headers := r.Header.Clone()
	headers.Set("Host", r.Host)
	var text *string
	if len(body) > 0 {
		s := string(body)
		text = &s
	}
	return map[string]any{
		"resource": to.path, "path": path, "httpMethod": r.Method, "headers": last(headers), "multiValueHeaders": headers,
		"queryStringParameters": orNull(last(query)), "multiValueQueryStringParameters": orNull(query),
		"pathParameters": map[string]string{"proxy": strings.TrimPrefix(path, strings.TrimSuffix(to.path, "{proxy+}"))}, "stageVariables": nil,
		"requestContext": map[string]any{
			"resourcePath": to.path, "httpMethod": r.Method, "path": g.prefix() + path, "accountId": account, "protocol": "HTTP/1.1", "stage": g.stage,
			"requestTimeEpoch": time.Now().UnixMilli(), "requestId": "00000000-0000-4000-b000-000000000000", "apiId": g.cloud.names[g.api.ID],
			"identity": map[string]any{"sourceIp": sourceIP, "userAgent": r.UserAgent()},
		},
		"body": text, "isBase64Encoded": false,
	}
}

func last(values map[string][]string) map[string]string {
	one := make(map[string]string, len(values))
	for name, list := range values {
		one[name] = list[len(list)-1]
	}
	return one
}

// orNull is nil for an empty map, as API Gateway writes it.
func orNull[V any](m map[string]V) any {
	if len(m) == 0 {
		return nil
	}
	return m
}

// httpEvent is a request in format 2.0, of HTTP APIs: the path decoded, names of headers in lower case, one value each, cookies apart.
func httpEvent(g *gateway, to route, r *http.Request, body []byte) any {
	headers := map[string]string{"host": r.Host}
	for name, values := range r.Header {
		if name != "Cookie" {
			headers[strings.ToLower(name)] = strings.Join(values, ",")
		}
	}
	query := map[string]string{}
	for name, values := range r.URL.Query() {
		query[name] = strings.Join(values, ",")
	}
	key := to.method + " " + to.path
	event := map[string]any{
		"version": "2.0", "routeKey": key, "rawPath": r.URL.Path, "rawQueryString": r.URL.RawQuery, "headers": headers,
		"requestContext": map[string]any{
			"accountId": account, "apiId": g.cloud.names[g.api.ID], "routeKey": key, "stage": g.stage, "requestId": "LocalCloud0=", "timeEpoch": time.Now().UnixMilli(),
			"http": map[string]any{"method": r.Method, "path": r.URL.Path, "protocol": "HTTP/1.1", "sourceIp": sourceIP, "userAgent": r.UserAgent()},
		},
		"isBase64Encoded": false,
	}
	if len(query) > 0 {
		event["queryStringParameters"] = query
	}
	if cookies := r.Header.Get("Cookie"); cookies != "" {
		event["cookies"] = strings.Split(cookies, "; ")
	}
	if len(body) > 0 {
		event["body"], event["isBase64Encoded"] = string(body), false
		if !isText(r.Header.Get("Content-Type")) {
			event["body"], event["isBase64Encoded"] = base64.StdEncoding.EncodeToString(body), true
		}
	}
	return event
}

// isText reports what an HTTP API hands over as text; every other type, and none, is in base64.
func isText(media string) bool {
	media = strings.ToLower(strings.TrimSpace(strings.Split(media, ";")[0]))
	switch media {
	case "application/json", "application/xml", "application/javascript":
		return true
	}
	return strings.HasPrefix(media, "text/")
}

// answerREST sends a body in base64 as it is: a REST API without binary media types decodes nothing.
func answerREST(w http.ResponseWriter, p proxyAnswer) {
	setHeaders(w, p)
	w.WriteHeader(p.StatusCode)
	_, _ = io.WriteString(w, p.Body)
}

func answerHTTP(w http.ResponseWriter, p proxyAnswer) {
	setHeaders(w, p)
	for _, cookie := range p.Cookies {
		w.Header().Add("Set-Cookie", cookie)
	}
	body := []byte(p.Body)
	if p.IsBase64Encoded {
		decoded, err := base64.StdEncoding.DecodeString(p.Body)
		if err != nil {
			w.WriteHeader(http.StatusInternalServerError)
			return
		}
		body = decoded
	}
	w.WriteHeader(p.StatusCode)
	_, _ = w.Write(body)
}

func setHeaders(w http.ResponseWriter, p proxyAnswer) {
	for name, value := range p.Headers {
		w.Header().Set(name, value)
	}
	maps.Copy(w.Header(), p.MultiValueHeaders)
	w.Header().Del("Content-Length") // as it is counted anew
}

func decode(raw json.RawMessage, into any) error { return json.Unmarshal(raw, into) }
