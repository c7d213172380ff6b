package scimapi

import (
	"context"
	"maps"
	"net/http"

	"usersync/internal/access"
	"usersync/internal/directory"
	"usersync/internal/scim"
	"usersync/internal/scim/patch"
	"usersync/internal/scim/schema"
	"usersync/internal/web"
)

// CustomDirectory is the use cases on resources of the deployment's own types. directory.Service says what each promises.
type CustomDirectory interface {
	CreateResource(ctx context.Context, p access.Principal, rt *schema.ResourceType, attrs scim.Object) (directory.Resource, error)
	Resource(ctx context.Context, a access.Account, rt *schema.ResourceType, id string) (directory.Resource, error)
	Resources(ctx context.Context, a access.Account, rt *schema.ResourceType, q directory.Query) (directory.List[directory.Resource], error)
	ReplaceResource(ctx context.Context, p access.Principal, rt *schema.ResourceType, id string, attrs scim.Object, pre directory.Precondition) (directory.Resource, error)
	PatchResource(ctx context.Context, p access.Principal, rt *schema.ResourceType, id string, ops []patch.Op, pre directory.Precondition) (directory.Resource, error)
	DeleteResource(ctx context.Context, p access.Principal, rt *schema.ResourceType, id string, pre directory.Precondition) error
}

var _ CustomDirectory = (*directory.Service)(nil)

// custom answers for one resource type of the deployment's own.
type custom struct {
	*api
	rt *schema.ResourceType
}

// customRoutes are those of the resources of the deployment's own types, which the operations of a bulk request reach as well.
func (a *api) customRoutes() []web.Route {
	var routes []web.Route
	for _, rt := range a.own {
		t := &custom{a, rt}
		routes = append(routes,
			web.Route{Pattern: rt.Endpoint, Methods: web.Methods{"GET": a.answer(t.list), "POST": a.answer(t.create)}},
			web.Route{Pattern: rt.Endpoint + "/{id}", Methods: web.Methods{
				"GET": a.answer(t.read), "PUT": a.answer(t.replace), "PATCH": a.answer(t.patch), "DELETE": a.answer(t.remove),
			}})
	}
	return routes
}

// customSearches are the addresses of their searches.
func (a *api) customSearches() []web.Route {
	var routes []web.Route
	for _, rt := range a.own {
		t := &custom{a, rt}
		routes = append(routes, web.Route{Pattern: rt.Endpoint + "/.search", Methods: web.Methods{"POST": a.answer(t.list)}})
	}
	return routes
}

// object is a resource as the standard shows it, whole.
func (t *custom) object(r directory.Resource) scim.Object {
	o := maps.Clone(r.Attrs)
	if o == nil {
		o = scim.Object{}
	}
	t.common(o, t.rt, r.ID, r.Version, r.Created, r.Modified)
	return o
}

func (t *custom) show(r directory.Resource, view schema.Projection) shown {
	return show(view.Apply(t.object(r)))
}

// request reads what a POST and a PUT bring.
func (t *custom) request(c *call) (schema.Projection, scim.Object, error) {
	view, err := c.projection(t.rt)
	if err != nil {
		return view, nil, err
	}
	body, err := c.object(maxUserBody)
	if err != nil {
		return view, nil, err
	}
	attrs, err := canonical(t.rt, body)
	return view, attrs, err
}

func (t *custom) create(c *call) (reply, error) {
	view, attrs, err := t.request(c)
	if err != nil {
		return reply{}, err
	}
	r, err := t.customs.CreateResource(c.ctx(), c.caller, t.rt, attrs)
	if err != nil {
		return reply{}, err
	}
	return t.created(t.rt, r.ID, r.Version, t.show(r, view)), nil
}

func (t *custom) read(c *call) (reply, error) {
	view, err := c.projection(t.rt)
	if err != nil {
		return reply{}, err
	}
	r, err := t.customs.Resource(c.ctx(), c.account(), t.rt, c.id())
	if err != nil {
		return reply{}, err
	}
	if c.unchanged(r.Version) {
		return empty(http.StatusNotModified, r.Version), nil
	}
	return found(r.Version, t.show(r, view)), nil
}

func (t *custom) list(c *call) (reply, error) {
	req, err := t.listing(c, t.rt, "")
	if err != nil {
		return reply{}, err
	}
	list, err := t.customs.Resources(c.ctx(), c.account(), t.rt, req.query)
	if err != nil {
		return reply{}, err
	}
	return answerList(t.api, c, req, list, func(to []byte, r directory.Resource, view schema.Projection) []byte {
		return appendResource(to, view.Apply(t.object(r)))
	})
}

func (t *custom) replace(c *call) (reply, error) {
	view, attrs, err := t.request(c)
	if err != nil {
		return reply{}, err
	}
	pre, err := c.precondition(t.version(c))
	if err != nil {
		return reply{}, err
	}
	r, err := t.customs.ReplaceResource(c.ctx(), c.caller, t.rt, c.id(), attrs, pre)
	if err != nil {
		return reply{}, err
	}
	return found(r.Version, t.show(r, view)), nil
}

// patch answers with the resource, or as the connection is set, as for users.
func (t *custom) patch(c *call) (reply, error) {
	view, err := c.projection(t.rt)
	if err != nil {
		return reply{}, err
	}
	ops, err := c.operations(maxUserBody)
	if err != nil {
		return reply{}, err
	}
	pre, err := c.precondition(t.version(c))
	if err != nil {
		return reply{}, err
	}
	body, err := t.patchAnswersBody(c, true)
	if err != nil {
		return reply{}, err
	}
	r, err := t.customs.PatchResource(c.ctx(), c.caller, t.rt, c.id(), ops, pre)
	if err != nil {
		return reply{}, err
	}
	if !body {
		return empty(http.StatusNoContent, r.Version), nil
	}
	return found(r.Version, t.show(r, view)), nil
}

func (t *custom) remove(c *call) (reply, error) {
	pre, err := c.precondition(t.version(c))
	if err != nil {
		return reply{}, err
	}
	return empty(http.StatusNoContent, 0), t.customs.DeleteResource(c.ctx(), c.caller, t.rt, c.id(), pre)
}

func (t *custom) version(c *call) func() (int64, error) {
	return func() (int64, error) {
		r, err := t.customs.Resource(c.ctx(), c.account(), t.rt, c.id())
		return r.Version, err
	}
}
