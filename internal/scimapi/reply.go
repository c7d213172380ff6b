package scimapi

import (
	"cmp"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"usersync/internal/scim"
)

// reply is a successful answer.
type reply struct {
	status   int
	version  int64  // for the ETag; 0: none
	location string // of a created resource
	content  string // where the resource in the body is: meta.location has to be the same (RFC 7643 section 3.1); "": it is not in the body
	body     []byte // nil: none
}

func (out reply) write(w http.ResponseWriter) {
	h := w.Header()
	if out.version > 0 {
		h.Set("ETag", etag(out.version))
	}
	if out.location != "" {
		h.Set("Location", out.location)
	}
	if out.content != "" {
		h.Set("Content-Location", out.content)
	}
	if out.body == nil {
		w.WriteHeader(out.status)
		return
	}
	writeJSON(w, out.status, out.body)
}

// writeJSON writes a body with the bare media type: clients compare it with a text that has no charset.
func writeJSON(w http.ResponseWriter, status int, body []byte) {
	h := w.Header()
	h.Set("Content-Type", scim.MediaType)
	h.Set("Content-Length", strconv.Itoa(len(body)))
	w.WriteHeader(status)
	// An error here means that the client has gone; there is nobody left to tell.
	_, _ = w.Write(body)
}

// etag is a version as a weak entity tag: the same version may be rendered with other attributes (RFC 7644 section 3.14).
func etag(version int64) string { return `W/"` + strconv.FormatInt(version, 10) + `"` }

// first and last are the members that stand at the two ends of an object, for people who read it; the rest is in alphabetical order.
var (
	first = []string{"schemas", "id", "externalId"}
	last  = []string{"meta"}
)

// encode writes an object as compact JSON in a stable order.
func encode(o scim.Object) []byte { return appendResource(room(), o) }

// room is space for an answer of the usual length.
func room() []byte { return make([]byte, 0, usualBytes) }

const usualBytes = 1 << 10

// appendResource appends what encode writes.
func appendResource(to []byte, o scim.Object) []byte {
	var few [24]string
	to = append(to, '{')
	for _, name := range order(few[:0], o) {
		to = append(scim.AppendText(to, name), ':')
		to = append(appendValue(to, o[name]), ',')
	}
	if len(o) > 0 {
		to = to[:len(to)-1] // the last comma
	}
	return append(to, '}')
}

// order is the names of an object in the order of an answer, in the space of names.
func order(names []string, o scim.Object) []string {
	for name := range o {
		names = append(names, name)
	}
	slices.SortFunc(names, func(a, b string) int {
		return cmp.Or(rank(a)-rank(b), strings.Compare(a, b))
	})
	return names
}

func rank(name string) int {
	if i := slices.Index(first, name); i >= 0 {
		return i - len(first)
	}
	return slices.Index(last, name) + 1
}
