package web

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"usersync/internal/fault"
)

// MaxSegment is how many bytes one decoded segment of a path may have: no id or name in our paths comes near it.
const MaxSegment = 256

// Segments splits a request's path at its slashes and decodes every segment exactly once. Paths that a proxy, a router and a
// store could read in different ways are refused with fault.NotFound, whatever they would have led to: an encoded slash,
// a dot segment, an empty segment ("//"), a backslash, and the characters ; ? # % inside a segment. One slash at the end is allowed and means
// nothing.
func Segments(u *url.URL) ([]string, error) {
	path, rooted := strings.CutPrefix(u.EscapedPath(), "/")
	if !rooted {
		return nil, errNoRoute()
	}
	path = strings.TrimSuffix(path, "/")
	if path == "" {
		return nil, nil
	}
	segments := strings.Split(path, "/")
	for i, raw := range segments {
		text, err := url.PathUnescape(raw)
		if err != nil || !plain(text) {
			return nil, errNoRoute()
		}
		segments[i] = text
	}
	return segments, nil
}

// plain reports whether a decoded segment can be read in one way only.
func plain(segment string) bool {
	return segment != "" && segment != "." && segment != ".." && len(segment) <= MaxSegment && utf8.ValidString(segment) &&
		!strings.ContainsAny(segment, `/\;?#%`) && strings.IndexFunc(segment, unicode.IsControl) < 0
}

func errNoRoute() error {
	return fault.New(fault.NotFound, "no_route", "There is nothing at this address. Check the path.")
}

// Mount hands requests to the door whose prefix ("/scim/v2") their path begins with, on whole segments, and all others
// to rest. Unlike http.ServeMux it changes and redirects nothing: a door refuses strange paths itself, after authentication.
func Mount(rest http.Handler, doors map[string]http.Handler) http.Handler {
	prefixes := make([]string, 0, len(doors))
	for prefix := range doors {
		prefixes = append(prefixes, prefix)
	}
	slices.SortFunc(prefixes, func(a, b string) int { return len(b) - len(a) }) // the longest first
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		for _, prefix := range prefixes {
			if tail, ok := strings.CutPrefix(r.URL.Path, prefix); ok && (tail == "" || tail[0] == '/') {
				doors[prefix].ServeHTTP(w, r)
				return
			}
		}
		rest.ServeHTTP(w, r)
	})
}
