package adminapi

import (
	"crypto/sha256"
	_ "embed"
	"encoding/base64"
	"html/template"
	"net/http"
	"slices"
	"strings"

	"github.com/danielgtaylor/huma/v2"

	"usersync/internal/access"
	"usersync/internal/rule/code"
	"usersync/internal/web"
)

// handler is the whole API: the descriptions and the sign-in for everybody, the other operations for those who show a key.
func (s *server) handler() web.Handler {
	open := map[string]web.Handler{
		DocsPath: s.docs, Prefix + "/openapi.json": serveDocument(s.document()), Prefix + "/rules/schema.json": serveDocument(code.Schema()),
	}
	router := s.routes.router()
	return func(w http.ResponseWriter, r *http.Request) error {
		if h, ok := open[r.URL.Path]; ok && r.Method == http.MethodGet {
			r.Pattern = r.URL.Path // for the access log
			return h(w, r)
		}
		if err := s.admit(r); err != nil {
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

// The page lists all operations and loads nothing from anywhere. Its style is in it, and allowed by its hash.
var (
	//go:embed docs.html
	pageText string
	//go:embed docs.css
	pageStyle string

	page       = template.Must(template.New("docs").Parse(pageText))
	pagePolicy = "default-src 'none'; style-src 'sha256-" + hashOf(pageStyle) + "'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)

func hashOf(text string) string {
	sum := sha256.Sum256([]byte(text))
	return base64.StdEncoding.EncodeToString(sum[:])
}

// subject is the operations on one kind of thing: all whose path begins alike.
type subject struct {
	Tag, Name  string
	Operations []entry
}

// entry is one operation on the page.
type entry struct{ ID, Method, Path, Summary, Notes string }

func (s *server) docs(w http.ResponseWriter, _ *http.Request) error {
	info := s.api.OpenAPI().Info
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.Header().Set("Content-Security-Policy", pagePolicy)
	return page.Execute(w, map[string]any{
		"Title": info.Title, "Description": strings.Split(info.Description, "\n"), "Document": Prefix + "/openapi.json",
		"Style":    template.CSS(pageStyle), //nolint:gosec // a file of the program, no text of a request
		"Subjects": subjects(s.routes.operations),
	})
}

// subjects groups operations in the order in which they come.
func subjects(operations []*huma.Operation) []subject {
	var list []subject
	for _, op := range operations {
		at := slices.IndexFunc(list, func(known subject) bool { return known.Tag == op.Tags[0] })
		if at < 0 {
			at, list = len(list), append(list, subject{Tag: op.Tags[0], Name: subjectName(op.Tags[0])})
		}
		list[at].Operations = append(list[at].Operations, entry{
			ID: op.OperationID, Method: op.Method, Path: Prefix + op.Path, Summary: op.Summary, Notes: notes(op),
		})
	}
	return list
}

// subjectName is a tag in words.
func subjectName(tag string) string {
	words := strings.NewReplacer("-", " ", "email", "e-mail").Replace(tag)
	return strings.ToUpper(words[:1]) + words[1:]
}

// notes says which scope an operation needs, how it answers and what it takes besides its body.
func notes(op *huma.Operation) string {
	scope, _ := op.Metadata[scopeKey].(access.Scope)
	var opens string
	switch scope {
	case operatorOnly:
		opens = "Operator key"
	case anybodys:
		opens = "No credential"
	default:
		opens = "Scope " + string(scope)
	}
	text := opens + ". " + strings.Join(answers(op), ", ") + "."
	var takes []string
	for _, p := range op.Parameters {
		if p.In != "path" {
			takes = append(takes, p.Name)
		}
	}
	if len(takes) > 0 {
		text += " Takes " + strings.Join(takes, ", ") + "."
	}
	return text
}

// answers are the statuses that an operation gives of itself: how it succeeds, and how its path, parameters and body can fail it.
func answers(op *huma.Operation) []string {
	var list []string
	for status := range op.Responses {
		if status != "default" {
			list = append(list, status)
		}
	}
	when := func(does bool, statuses ...string) {
		if does {
			list = append(list, statuses...)
		}
	}
	takes := func(name string) bool {
		return slices.ContainsFunc(op.Parameters, func(p *huma.Param) bool { return p.Name == name })
	}
	when(len(op.Parameters) > 0 || op.RequestBody != nil, "400", "422")
	when(strings.Contains(op.Path, "{"), "404")
	when(op.Method != http.MethodGet, "409")
	when(takes("If-Match"), "412")
	when(op.RequestBody != nil, "413", "415")
	slices.Sort(list)
	return list
}
