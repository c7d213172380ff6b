package adminapi

import (
	"cmp"
	"html/template"
	"net/http"
	"slices"

	"github.com/danielgtaylor/huma/v2"

	"usersync/internal/web"
)

// handler is the whole API: the two descriptions for everybody, the operations for those who show a key.
func (s *server) handler() web.Handler {
	open := map[string]web.Handler{DocsPath: s.docs, Prefix + "/openapi.json": serveDocument(s.document())}
	router := s.routes.router()
	return func(w http.ResponseWriter, r *http.Request) error {
		if h, ok := open[r.URL.Path]; ok && r.Method == http.MethodGet {
			r.Pattern = r.URL.Path // for the access log
			return h(w, r)
		}
		if _, err := web.Authenticate(r, s.Gate); err != nil {
			return err
		}
		return router.Handle(w, r)
	}
}

func serveDocument(document []byte, err error) web.Handler {
	return func(w http.ResponseWriter, _ *http.Request) error {
		if err != nil {
			return err
		}
		w.Header().Set("Content-Type", "application/json")
		_, err := w.Write(document)
		return err
	}
}

// page lists all operations and loads nothing from anywhere.
var page = template.Must(template.New("docs").Parse(`<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>{{.Title}}</title></head>
<body><h1>{{.Title}}</h1><p>{{.Description}}</p><p>Machine-readable: <a href="{{.Document}}">{{.Document}}</a></p>
<table><thead><tr><th>Method</th><th>Path</th><th>What it does</th><th>Notes</th></tr></thead><tbody>
{{range .Operations}}<tr><td><code>{{.Method}}</code></td><td><code>{{$.Prefix}}{{.Path}}</code></td><td>{{.Summary}}</td><td>{{.Description}}</td></tr>
{{end}}</tbody></table></body></html>
`))

func (s *server) docs(w http.ResponseWriter, _ *http.Request) error {
	info := s.api.OpenAPI().Info
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	return page.Execute(w, map[string]any{
		"Title": info.Title, "Description": info.Description, "Document": Prefix + "/openapi.json", "Prefix": Prefix,
		"Operations": s.operations(),
	})
}

// operations lists all operations by path and method.
func (s *server) operations() []*huma.Operation {
	var list []*huma.Operation
	for _, item := range s.api.OpenAPI().Paths {
		for _, op := range []*huma.Operation{item.Get, item.Post, item.Put, item.Patch, item.Delete} {
			if op != nil {
				list = append(list, op)
			}
		}
	}
	slices.SortFunc(list, func(a, b *huma.Operation) int {
		return cmp.Or(cmp.Compare(a.Path, b.Path), cmp.Compare(a.Method, b.Method))
	})
	return list
}
