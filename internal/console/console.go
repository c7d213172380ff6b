// Package console sends the web console to browsers: files that were built and compressed beforehand, under the headers that keep them to themselves.
//
// It builds nothing, compresses nothing, knows no page of the console and no user: everything behind the pages is the admin API.
package console

import (
	"io/fs"
	"net/http"
	"strings"
)

// Prefix is where the console lies.
const Prefix = "/console/"

// index is the page that all addresses of the console share.
const index = "index.html"

// What a browser keeps: files under assets/ have a hash in their names and never change, all others are asked for again.
const (
	assets    = "assets/"
	forever   = "public, max-age=31536000, immutable"
	askAgain  = "no-cache"
	keepNever = "no-store"
)

// fixed is what every answer carries. Scripts, styles and fonts come from here only, and nobody frames a page; frames are previews of mails, whose answers have rules of their own.
var fixed = map[string]string{
	"Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self'; frame-src 'self'; " +
		"form-action 'self'; base-uri 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'",
	"X-Content-Type-Options":       "nosniff",
	"Referrer-Policy":              "no-referrer",
	"Cross-Origin-Opener-Policy":   "same-origin",
	"Cross-Origin-Resource-Policy": "same-origin",
	"Strict-Transport-Security":    "max-age=63072000",
}

// New returns the handler for Prefix and all below it, and for the same without its last slash. Files is what console/scripts/pack.mjs wrote; nil where the console was not built,
// which is then said. An error means that a file cannot be read, or that there is no index.html.
func New(files fs.FS) (http.Handler, error) {
	if files == nil {
		return http.HandlerFunc(notBuilt), nil
	}
	held, err := read(files)
	if err != nil {
		return nil, err
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		for name, value := range fixed {
			w.Header().Set(name, value)
		}
		name, ok := strings.CutPrefix(r.URL.Path, Prefix)
		switch {
		case r.Method != http.MethodGet && r.Method != http.MethodHead:
			w.Header().Set("Allow", "GET, HEAD")
			refuse(w, http.StatusMethodNotAllowed, "The console is only read.")
		case !ok:
			w.Header().Set("Cache-Control", askAgain)
			http.Redirect(w, r, Prefix, http.StatusPermanentRedirect)
		default:
			held.send(w, r, name)
		}
	}), nil
}

// send answers with the file of a name. Addresses of pages are known to the console only: they get the page that shows them, and what looks like a file and is none gets 404, so that a
// tab of an older build notices.
func (h held) send(w http.ResponseWriter, r *http.Request, name string) {
	if name == "" || h.files[name] == nil && isPage(name) && strings.Contains(r.Header.Get("Accept"), "text/html") {
		name = index
	}
	if f := h.files[name]; f != nil {
		f.send(w, r)
		return
	}
	refuse(w, http.StatusNotFound, "There is no such file.")
}

// isPage reports whether a path can be that of a page: files have a dot in their names.
func isPage(path string) bool {
	return !strings.HasPrefix(path, assets) && !strings.Contains(path[strings.LastIndexByte(path, '/')+1:], ".")
}

func refuse(w http.ResponseWriter, status int, text string) {
	w.Header().Set("Cache-Control", keepNever)
	http.Error(w, text, status)
}

// notBuilt answers where the program has no console in it.
func notBuilt(w http.ResponseWriter, _ *http.Request) {
	refuse(w, http.StatusNotFound, "The console is not built: run make.")
}
