package scimapi

import (
	"context"
	"net/http"

	"usersync/internal/access"
	"usersync/internal/fault"
	"usersync/internal/scim"
	"usersync/internal/scim/schema"
	"usersync/internal/web"
)

// The limits of request bodies in bytes. A larger change of a group has to come in parts, as identity providers send it.
const (
	maxUserBody   = 256 << 10
	maxGroupBody  = 1 << 20
	maxSearchBody = 256 << 10
)

// call is one authenticated request with its query read.
type call struct {
	w      http.ResponseWriter // for the limit of the body alone
	r      *http.Request
	caller access.Principal
	query  query
	types  schema.Types // with the account's extensions
}

// answer makes a web.Handler of a function from a call to a reply.
func (a *api) answer(h func(*call) (reply, error)) web.Handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		c := &call{w: w, r: r, caller: web.Principal(r.Context()), query: parseQuery(r.URL.RawQuery)}
		var err error
		if c.types, err = a.schemas.Types(r.Context(), c.account()); err != nil {
			return err
		}
		out, err := h(c)
		if err != nil {
			return err
		}
		out.write(w)
		return nil
	}
}

func notOffered(*call) (reply, error) {
	return reply{}, fault.New(fault.Unsupported, "not_offered", "This part of SCIM is not offered here. ServiceProviderConfig says what is.")
}

func (c *call) ctx() context.Context    { return c.r.Context() }
func (c *call) account() access.Account { return c.caller.Account }
func (c *call) id() string              { return c.r.PathValue("id") }

// object reads the request body as a JSON object.
func (c *call) object(limit int64) (map[string]any, error) {
	if err := web.CheckMediaType(c.r, acceptedMediaTypes...); err != nil {
		return nil, err
	}
	body, err := web.Body(c.w, c.r, limit)
	if err != nil {
		return nil, err
	}
	return scim.Decode(body)
}

// canonical brings an object into canonical form and fails when something that is required is missing.
func canonical(rt *schema.ResourceType, body map[string]any) (scim.Object, error) {
	attrs, err := rt.Normalize(body)
	if err != nil {
		return nil, err
	}
	return attrs, rt.CheckRequired(attrs)
}

// projection is which attributes the answer shall have. It applies to the answers of writes as well (RFC 7644 section 3.9).
func (c *call) projection(rt *schema.ResourceType) (schema.Projection, error) {
	return rt.Projection(c.query.list("attributes"), c.query.list("excludedattributes"))
}
