package main

import (
	_ "embed"
	"html/template"
	"net/http"
	"strings"

	consolefiles "usersync/console"
	"usersync/internal/adminapi"
	"usersync/internal/console"
	"usersync/internal/scimapi"
)

//go:embed home.html
var homeText string

var homePage = template.Must(template.New("home").Parse(homeText))

// home is what lies at /: browsers go on to the console, where there is one; others read what is where.
func (m *machine) home(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Vary", "Accept")
	if consolefiles.Files() != nil && strings.Contains(r.Header.Get("Accept"), "text/html") {
		http.Redirect(w, r, console.Prefix, http.StatusSeeOther)
		return
	}
	h := w.Header()
	h.Set("Content-Type", "text/html; charset=utf-8")
	h.Set("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; frame-ancestors 'none'")
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Referrer-Policy", "no-referrer")
	err := homePage.Execute(w, map[string]string{
		"Version": version, "SCIM": m.url + scimapi.Base, "Admin": m.url + adminapi.Prefix,
		"Docs": adminapi.DocsPath, "OpenAPI": adminapi.Prefix + "/openapi.json",
	})
	if err != nil {
		m.log.Error("home page", "error", err)
	}
}
