package scimapi

import (
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"usersync/internal/scim"
)

// This file is where we take more than the standard asks for, each place with who needs it. Tolerances in values and PATCH
// operations live in scim/schema and scim/patch; further dialects belong here when a golden conversation in testdata shows
// that somebody speaks them.

// acceptedMediaTypes are the Content-Types of bodies that we read; parameters are ignored, and none at all is fine.
// RFC 7644 section 3.1 wants the first and allows the second (testdata/authentik/sync.json and testdata/jumpcloud/activation.json have it); Okta adds a charset (testdata/okta/users.json).
var acceptedMediaTypes = []string{scim.MediaType, "application/json", "text/json"}

// A query is read leniently (parseQuery): OneLogin sends "+" for a space and leaves an "&" at the end (testdata/onelogin/users.json), AWS
// clients send a bare "cursor" (testdata/aws/ssosync.json), Microsoft's Postman collection puts a slash before the question mark (testdata/postman/microsoft.json; web.Segments
// allows one), and names of parameters come in any case. A misspelt or doubled filter must never turn into a list of everybody.

// "schemas" of a request is not looked at: OneLogin sends URNs from before the standard (testdata/onelogin/users.json), Entra one of its
// own (testdata/entra/groups-legacy.json), and others none (testdata/jackson/directory.json). What a body is, its address says.

// versionOf reads one entity tag: W/"3" as we send it, "3" where a proxy or a client has dropped the weakness mark, and a bare 3,
// which clients take out of meta.version without its quotes (testdata/general/leniency.json). It is -1, which no resource ever has, for all else.
func versionOf(tag string) int64 {
	tag = strings.TrimPrefix(strings.TrimPrefix(strings.TrimSpace(tag), "W/"), "w/")
	if len(tag) >= 2 && tag[0] == '"' && tag[len(tag)-1] == '"' {
		tag = tag[1 : len(tag)-1]
	}
	n, err := strconv.ParseInt(tag, 10, 64)
	if err != nil || n < 1 || strconv.FormatInt(n, 10) != tag {
		return -1
	}
	return n
}

// joined is a request to read at the address that its path stands for: clients that write the base in front of every reference do so in front of $ref and
// meta.location as well, which are absolute (testdata/custom). It is the same resource, and nothing but our own base is taken off.
func (a *api) joined(r *http.Request) *http.Request {
	rest, ours := strings.CutPrefix(r.URL.EscapedPath(), Base+"/"+a.baseURL+"/")
	if !ours || r.Method != http.MethodGet {
		return r
	}
	target, err := url.Parse(Base + "/" + rest)
	if err != nil {
		return r
	}
	target.RawQuery = r.URL.RawQuery
	out := r.WithContext(r.Context())
	out.URL = target
	return out
}

// withoutFilters drops the filters from a list of attribute names: Microsoft's Postman collection asks for attributes=emails[type eq "work"]
// (testdata/postman/microsoft.json), though RFC 7644 section 3.10 knows no filter in a name. The answer then has all elements.
func withoutFilters(names string) string {
	var kept strings.Builder
	for {
		before, behind, open := strings.Cut(names, "[")
		kept.WriteString(before)
		if !open {
			return kept.String()
		}
		_, names, _ = strings.Cut(behind, "]")
	}
}

// namesOf reads a list of attribute names in a search body: a list by RFC 7644 section 3.4.3, or the comma-separated text that clients carry over
// from the URL (testdata/general/leniency.json).
func namesOf(v any) (names []string, ok bool) {
	switch v := v.(type) {
	case string:
		return splitNames(v), true
	case []any:
		for _, e := range v {
			s, isText := e.(string)
			if !isText {
				return nil, false
			}
			names = append(names, splitNames(s)...)
		}
		return names, true
	}
	return nil, false
}

// wholeNumber reads a paging value that is a number by RFC 7644 but that some clients send as text in search bodies (testdata/general/leniency.json).
func wholeNumber(v any) (n int64, ok bool) {
	switch v := v.(type) {
	case int64:
		return v, true
	case string:
		return parseCount(v)
	}
	return 0, false
}
