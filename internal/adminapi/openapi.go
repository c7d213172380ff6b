package adminapi

import (
	"encoding/json"
	"fmt"
	"reflect"

	"github.com/danielgtaylor/huma/v2"

	"usersync/internal/web"
)

const description = `What an account's admins, scripts and the console use. Errors are application/problem+json with a stable code.
Lists take limit (at most 1,000) and cursor, and answer next while there is more. Members of a body are optional unless said, and unknown ones are refused.
A POST with an Idempotency-Key can be sent again: within 24 hours it is carried out once. Times are in UTC with milliseconds.
Everything under /rules shares one ETag, the revision of the rules; send it as If-Match to change only what you have seen. Products, groups and templates share another, the version of the live policy.`

// humaConfig is huma without the addresses that it would serve by itself: see handler.
func humaConfig() huma.Config {
	c := huma.DefaultConfig("usersync admin API", "1")
	c.OpenAPIPath, c.DocsPath, c.SchemasPath = "", "", ""
	c.CreateHooks = nil // no $schema member in every answer
	c.Info.Description = description
	c.Servers = []*huma.Server{{URL: Prefix}}
	c.Components.SecuritySchemes = map[string]*huma.SecurityScheme{
		"adminKey":    {Type: "http", Scheme: "bearer", Description: "An admin key of the account."},
		"session":     {Type: "apiKey", In: "cookie", Name: web.Sessions{}.Cookie("", 0).Name, Description: "A browser that has signed in. What may change something carries the header " + web.ConsoleHeader + " with the value 1."},
		"operatorKey": {Type: "http", Scheme: "bearer", Description: "A key of the deployment's operator, for /accounts only."},
	}
	c.Components.Schemas.Schema(reflect.TypeFor[Problem](), true, "Problem")
	c.Transformers = []huma.Transformer{func(ctx huma.Context, _ string, v any) (any, error) {
		if m, ok := v.(*huma.ErrorModel); ok {
			_ = fail(ctx.Context(), rejected(m))
		}
		return v, nil
	}}
	return c
}

// document is the OpenAPI document, indented.
func (s *server) document() ([]byte, error) {
	doc := s.api.OpenAPI()
	// The library describes its own errors, which never leave this package.
	for _, name := range []string{"ErrorModel", "ErrorDetail"} {
		delete(doc.Components.Schemas.Map(), name)
	}
	// It also offers bytes where a handler looks at the raw body besides the decoded one.
	for _, op := range s.routes.operations {
		if op.RequestBody != nil {
			delete(op.RequestBody.Content, "application/octet-stream")
			if isFile, _ := op.Metadata[fileKey].(bool); isFile {
				op.RequestBody.Content = fileContent()
			}
		}
	}
	said, parts := *doc, *doc.Components
	said.Components, parts.Schemas = &parts, nullSchemas{parts.Schemas}
	body, err := json.MarshalIndent(&said, "", "  ")
	if err != nil {
		return nil, fmt.Errorf("encode OpenAPI document: %w", err)
	}
	return append(body, '\n'), nil
}
