package adminapi

import (
	"bytes"
	"context"
	"maps"
	"net/http"
	"slices"
	"strings"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humago"

	"usersync/internal/access"
	"usersync/internal/fault"
	"usersync/internal/web"
)

// surface is the API's routes as they are registered: a huma.Adapter on the router of package web, so that paths, credentials, bodies and
// errors are dealt with in one way, and huma does what it is good at: schemas, validation and the OpenAPI document.
type surface struct {
	gate  web.Authenticator
	once  once
	paths map[string]web.Methods

	operations []*huma.Operation // in the order of routes.go
}

var _ huma.Adapter = (*surface)(nil)

// Handle registers one operation.
func (s *surface) Handle(op *huma.Operation, handler func(huma.Context)) {
	s.operations = append(s.operations, op)
	s.add(op.Method, op.Path, func(w http.ResponseWriter, r *http.Request) error {
		if err := allow(r.Context(), op); err != nil {
			return err
		}
		body, err := readBody(w, r, op)
		if err != nil {
			return err
		}
		out, err := s.perform(r, op, body, handler)
		if err != nil {
			return err
		}
		return out.send(w)
	})
}

// perform runs an operation, a POST not a second time under the same Idempotency-Key.
func (s *surface) perform(r *http.Request, op *huma.Operation, body []byte, handler func(huma.Context)) (*buffer, error) {
	work := func() (*buffer, error) { return answer(r, op, handler) }
	if scope, _ := op.Metadata[scopeKey].(access.Scope); op.Method != http.MethodPost || scope == anybodys {
		return work()
	}
	secret, _ := op.Metadata[secretKey].(bool)
	return s.once.do(r, body, secret, work)
}

func (s *surface) add(method, path string, h web.Handler) {
	if s.paths == nil {
		s.paths = map[string]web.Methods{}
	}
	if s.paths[path] == nil {
		s.paths[path] = web.Methods{}
	}
	s.paths[path][method] = h
}

// ServeHTTP is never called: requests come through the router. It is there because the library's interface has it.
func (s *surface) ServeHTTP(w http.ResponseWriter, _ *http.Request) {
	w.WriteHeader(http.StatusNotFound)
}

// router is the routing table: literal segments before those in braces.
func (s *surface) router() *web.Router {
	order := slices.SortedFunc(maps.Keys(s.paths), func(a, b string) int {
		return strings.Compare(strings.ReplaceAll(a, "{", "\x7f"), strings.ReplaceAll(b, "{", "\x7f"))
	})
	table := make([]web.Route, len(order))
	for i, path := range order {
		table[i] = web.Route{Pattern: path, Methods: s.paths[path]}
	}
	return web.NewRouter(Prefix, table)
}

// scopeKey is where an operation says which scope it needs, secretKey whether its answer must not be kept, fileKey whether its body is a file of rules.
const (
	scopeKey  = "scope"
	secretKey = "secret"
	fileKey   = "file"
)

// operatorOnly stands where other operations name a scope. No credential has it as one: who is the operator is said by the kind of the key.
const operatorOnly access.Scope = "operator"

// anybodys stands where other operations name a scope: no credential is needed.
const anybodys access.Scope = "anybody"

// allow refuses whoever is no admin of an account, or lacks the operation's scope; and everybody but the operator where the deployment is concerned.
func allow(ctx context.Context, op *huma.Operation) error {
	p := web.Principal(ctx)
	scope, _ := op.Metadata[scopeKey].(access.Scope)
	switch {
	case scope == anybodys:
		return nil
	case scope == operatorOnly && p.Kind != access.OperatorKey:
		return fault.New(fault.Forbidden, "wrong_credential", "This address needs the operator key of the deployment; no key of an account opens it.")
	case scope == operatorOnly:
		return nil
	case p.Kind != access.AdminKey || p.Account.IsZero():
		return fault.New(fault.Forbidden, "wrong_credential", "This address needs an admin key of an account; neither a SCIM token nor the operator key opens it.")
	case !p.May(scope):
		return fault.New(fault.Forbidden, "missing_scope", "The key lacks the scope %q.", scope)
	}
	return nil
}

// slot carries the failure of an operation past huma, which knows only statuses.
type slot struct{ err error }

type slotKey struct{}

// fail notes the failure; the first one stands.
func fail(ctx context.Context, err error) error {
	if s, ok := ctx.Value(slotKey{}).(*slot); ok && s.err == nil {
		s.err = err
	}
	return err
}

// answer runs an operation. Nothing is sent before it is known to have succeeded.
func answer(r *http.Request, op *huma.Operation, handler func(huma.Context)) (*buffer, error) {
	failure, out := &slot{}, &buffer{header: http.Header{}}
	r = r.WithContext(context.WithValue(r.Context(), slotKey{}, failure))
	handler(humago.NewContext(op, r, out))
	if failure.err != nil {
		return nil, failure.err
	}
	return out, nil
}

// buffer is an answer that is not sent yet.
type buffer struct {
	header http.Header
	status int
	body   bytes.Buffer
}

// send sends the answer.
func (b *buffer) send(w http.ResponseWriter) error {
	maps.Copy(w.Header(), b.header)
	w.WriteHeader(b.status)
	if b.body.Len() == 0 {
		return nil
	}
	_, err := w.Write(b.body.Bytes())
	return err
}

func (b *buffer) Header() http.Header { return b.header }

func (b *buffer) WriteHeader(status int) { b.status = status }

func (b *buffer) Write(p []byte) (int, error) { return b.body.Write(p) }
