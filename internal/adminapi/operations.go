package adminapi

import (
	"context"
	"net/http"
	"strconv"
	"strings"

	"github.com/danielgtaylor/huma/v2"

	"usersync/internal/access"
	"usersync/internal/rule/code"
	"usersync/internal/web"
)

// operation is one line of routes.go: "GET /rules", its name in the OpenAPI document and what it does, in a few words.
type operation struct {
	route   string
	id      string
	summary string
	status  int // of success; 0: 200, or 204 when there is no body
}

// read, write and owner register an operation under the scope that it needs.
func read[I, O any](s *server, op operation, h func(context.Context, *I) (*O, error)) {
	register(s, access.Read, op, h)
}

func write[I, O any](s *server, op operation, h func(context.Context, *I) (*O, error)) {
	register(s, access.Write, op, h)
}

func owner[I, O any](s *server, op operation, h func(context.Context, *I) (*O, error)) {
	register(s, access.Owner, op, h)
}

// operator registers an operation on the deployment, for its operator only.
func operator[I, O any](s *server, op operation, h func(context.Context, *I) (*O, error)) {
	register(s, operatorOnly, op, h)
}

// anybody registers an operation that needs no credential. It takes no Idempotency-Key, for keys belong to credentials.
func anybody[I, O any](s *server, op operation, h func(context.Context, *I) (*O, error)) {
	register(s, anybodys, op, h)
}

func register[I, O any](s *server, scope access.Scope, op operation, h func(context.Context, *I) (*O, error)) {
	registerAs(s, scope, op, nil, h)
}

// registerAs is register for an operation whose output does not say of itself how its success reads.
func registerAs[I, O any](s *server, scope access.Scope, op operation, success map[string]*huma.MediaType, h func(context.Context, *I) (*O, error)) {
	method, path, _ := strings.Cut(op.route, " ")
	tag, _, _ := strings.Cut(strings.TrimPrefix(path, "/"), "/")
	_, secret := any((*O)(nil)).(interface{ secret() })
	_, file := any((*I)(nil)).(interface{ file() })
	var headers []*huma.Param
	if method == http.MethodPost && scope != anybodys {
		headers = []*huma.Param{keyParameter}
	}
	huma.Register(s.api, huma.Operation{
		Method: method, Path: path, OperationID: op.id, Summary: op.summary, Tags: []string{tag},
		Description:   "Needs " + needed(scope) + ".",
		DefaultStatus: op.status,
		MaxBodyBytes:  code.MaxBytes + 1, // readBody has looked already
		Metadata:      map[string]any{scopeKey: scope, secretKey: secret, fileKey: file},
		Parameters:    headers,
		Responses:     responses(success),
		Security:      security(scope),
	}, func(ctx context.Context, in *I) (*O, error) {
		out, err := h(ctx, in)
		if err != nil {
			return nil, fail(ctx, err)
		}
		return out, nil
	})
}

// responses is how an operation answers: what is not said here follows from its output.
func responses(success map[string]*huma.MediaType) map[string]*huma.Response {
	all := map[string]*huma.Response{"default": problemResponse}
	if success != nil {
		all[strconv.Itoa(http.StatusOK)] = &huma.Response{Description: http.StatusText(http.StatusOK), Content: success}
	}
	return all
}

// needed says in words what opens an operation.
func needed(scope access.Scope) string {
	switch scope {
	case operatorOnly:
		return "the operator key"
	case anybodys:
		return "no credential, but the header " + web.ConsoleHeader + " with the value 1"
	default:
		return "the scope " + string(scope)
	}
}

// security names, for the OpenAPI document, the credentials of which each opens an operation.
func security(scope access.Scope) []map[string][]string {
	switch scope {
	case operatorOnly:
		return []map[string][]string{{"operatorKey": {}}}
	case anybodys:
		return []map[string][]string{}
	default:
		return []map[string][]string{{"adminKey": {}}, {"session": {}}}
	}
}

var problemResponse = &huma.Response{
	Description: "A failure.",
	Content: map[string]*huma.MediaType{
		"application/problem+json": {Schema: &huma.Schema{Ref: "#/components/schemas/Problem"}},
	},
}

// account is whose account the request is for.
func account(ctx context.Context) access.Account { return web.Principal(ctx).Account }

// empty is no input, or no output.
type empty struct{}

// IDInput names one thing by its id.
type IDInput struct {
	ID string `path:"id" doc:"The thing's id."`
}

// same says that an id in a body, if there is one, must be that of the address.
func (in IDInput) same(id string) error {
	if id == "" || id == in.ID {
		return nil
	}
	return errFixed("id")
}

// status of creation and of work that goes on.
const (
	created  = http.StatusCreated
	accepted = http.StatusAccepted
)
