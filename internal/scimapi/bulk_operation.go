package scimapi

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"net/url"
	"strings"

	"usersync/internal/fault"
	"usersync/internal/scim"
)

// withoutRelations spares the reads that only an answer with a body needs: bulk answers with none.
const withoutRelations = "excludedAttributes=groups,members"

// operate hands one operation, its references resolved, to the handler that a request of its own would reach.
func (a *api) operate(c *call, o bulkOperation) *bulkOutcome {
	r, err := o.request(c.r)
	if err != nil {
		return a.refusal(c, fault.As(err))
	}
	w := &bulkWriter{header: http.Header{}}
	err = a.resources.Handle(w, r)
	out := &bulkOutcome{status: w.status, location: w.header.Get("Location"), version: w.header.Get("ETag")}
	if err != nil {
		out = a.refusal(c, fault.As(err))
	}
	if id := r.PathValue("id"); id != "" { // the address is one of ours
		out.location = a.baseURL + strings.TrimSuffix(strings.TrimPrefix(r.URL.EscapedPath(), Base), "/")
	}
	out.id = out.location[strings.LastIndexByte(out.location, '/')+1:]
	return out
}

// request makes an operation the request that it stands for, in the name of the same caller.
func (o bulkOperation) request(bulk *http.Request) (*http.Request, error) {
	target, err := url.Parse(Base + o.path)
	if err != nil {
		return nil, fault.New(fault.NotFound, "no_route", "There is nothing at this address. Check the path.")
	}
	target.RawQuery = withoutRelations
	var body []byte
	if data := o.message(); data != nil {
		if body, err = json.Marshal(data); err != nil {
			return nil, err
		}
	}
	r := bulk.Clone(bulk.Context())
	r.Method, r.URL, r.Header = o.method, target, http.Header{"Content-Type": {scim.MediaType}}
	r.Body, r.ContentLength = io.NopCloser(bytes.NewReader(body)), int64(len(body))
	if o.version != "" {
		r.Header.Set("If-Match", o.version)
	}
	return r, nil
}

// message is the body of the request that an operation stands for. A PATCH may bring its operations as a bare list: the examples of RFC 7644
// section 3.7.3 do (testdata/general/leniency.json), while section 3.5.2 wants them in a message.
func (o bulkOperation) message() any {
	if list, bare := o.data.([]any); bare && o.method == http.MethodPatch {
		return scim.Object{"schemas": []any{scim.PatchMessage}, "Operations": list}
	}
	return o.data
}

// bulkWriter takes the answer to one operation. The body is let go: a bulk answer says where the resource is.
type bulkWriter struct {
	header http.Header
	status int
}

func (w *bulkWriter) Header() http.Header         { return w.header }
func (w *bulkWriter) WriteHeader(status int)      { w.status = status }
func (w *bulkWriter) Write(p []byte) (int, error) { return len(p), nil }
