package lambda

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"mime"
	"net/http"
	"strings"
	"unicode/utf8"

	"github.com/aws/aws-lambda-go/events"
)

// encode writes an answer in the format that belongs to the event's.
func (e *httpEvent) encode(a *answer) json.RawMessage {
	a.finish()
	body, isBase64 := encodeBody(a.sent, a.body.Bytes())
	if e.isV2() {
		headers, cookies := joinHeader(a.sent)
		return marshal(events.APIGatewayV2HTTPResponse{
			StatusCode: a.status, Headers: headers, Cookies: cookies, Body: body, IsBase64Encoded: isBase64,
		})
	}
	return marshal(events.APIGatewayProxyResponse{
		StatusCode: a.status, MultiValueHeaders: a.sent, Body: body, IsBase64Encoded: isBase64,
	})
}

// marshal is json.Marshal without its escapes for HTML, which would make an answer larger for nothing.
func marshal(v any) json.RawMessage {
	var b bytes.Buffer
	encoder := json.NewEncoder(&b)
	encoder.SetEscapeHTML(false)
	_ = encoder.Encode(v) // strings, numbers and a buffer: it cannot fail
	return b.Bytes()
}

// joinHeader is a header with one value a name, as format 2.0 has it: values are joined by commas (RFC 9110 section 5.3) but
// for cookies, which are apart.
func joinHeader(h http.Header) (headers map[string]string, cookies []string) {
	headers = make(map[string]string, len(h))
	for name, values := range h {
		if name == "Set-Cookie" {
			cookies = values
			continue
		}
		headers[name] = strings.Join(values, ", ")
	}
	return headers, cookies
}

// encodeBody leaves text as it is; JSON cannot hold anything else.
func encodeBody(h http.Header, body []byte) (text string, isBase64 bool) {
	if h.Get("Content-Encoding") == "" && isText(h.Get("Content-Type")) && utf8.Valid(body) {
		return string(body), false
	}
	return base64.StdEncoding.EncodeToString(body), len(body) > 0
}

// isText reports whether bodies of a media type are text in UTF-8.
func isText(contentType string) bool {
	name, parameters, err := mime.ParseMediaType(contentType)
	if err != nil {
		return false
	}
	if charset := strings.ToLower(parameters["charset"]); charset != "" && charset != "utf-8" && charset != "us-ascii" {
		return false
	}
	switch name {
	case "application/json", "application/xml", "application/javascript", "application/x-www-form-urlencoded":
		return true
	}
	return strings.HasPrefix(name, "text/") || strings.HasSuffix(name, "+json") || strings.HasSuffix(name, "+xml")
}
