package main

import (
	"embed"
	"io/fs"
	"net/http"
)

//go:embed mailpage
var mailPage embed.FS

// mailboxPolicy lets the page run its own script and style, speak to this server, and show mails in a frame, whose own policy lets them do nothing.
const mailboxPolicy = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; frame-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"

// mailboxPage is the page /mailbox. It holds no mail: its script asks the admin API, with the session of whoever looks at it.
func mailboxPage() http.Handler {
	files, err := fs.Sub(mailPage, "mailpage")
	if err != nil { // cannot be: the folder is part of the program
		panic("mailbox page: " + err.Error())
	}
	mux := http.NewServeMux()
	mux.HandleFunc("GET /mailbox", func(w http.ResponseWriter, r *http.Request) { http.ServeFileFS(w, r, files, "page.html") })
	mux.Handle("GET /mailbox/", http.StripPrefix("/mailbox/", http.FileServerFS(files)))
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("Content-Security-Policy", mailboxPolicy)
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("Referrer-Policy", "no-referrer")
		h.Set("Cross-Origin-Opener-Policy", "same-origin")
		h.Set("Cache-Control", "no-cache")
		mux.ServeHTTP(w, r)
	})
}
