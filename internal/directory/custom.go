package directory

import (
	"context"
	"maps"
	"time"

	"usersync/internal/access"
	"usersync/internal/scim"
	"usersync/internal/scim/patch"
	"usersync/internal/scim/schema"
)

// Resource is a resource of a type of the deployment's own: neither a user nor a group, and nothing that rules look at.
type Resource struct {
	ID         string
	Kind       Kind   // the name of its type
	Connection string // the connection that created it
	Version    int64  // counts changes, from 1; the ETag
	Created    time.Time
	Modified   time.Time
	Attrs      scim.Object          // canonical; without id, meta, schemas
	Claims     []schema.UniqueValue // what no other of its kind may have, as of its last change

	core string // URN of its schema
}

// MaxClaims is how many unique values one resource may have.
const MaxClaims = 20

// Place is where the resource stands among those of its kind: by id, which is by age.
func (r Resource) Place() Place { return Place{SortText(r.ID), r.ID} }

// Resource is the resource as SCIM shows it, as User.Resource.
func (r Resource) Resource() scim.Object {
	o := resource(r.Attrs, r.ID, string(r.Kind), r.Version, r.Created, r.Modified)
	o["schemas"] = schema.URNs(r.core, r.Attrs)
	return o
}

func kindOf(rt *schema.ResourceType) Kind { return Kind(rt.Name) }

// CreateResource stores a new resource of a type from a canonical one (schema.Normalize, CheckRequired). fault.Conflict (uniqueness) when another of the type has a
// value that is unique.
func (s *Service) CreateResource(ctx context.Context, p access.Principal, rt *schema.ResourceType, attrs scim.Object) (Resource, error) {
	m := s.mark()
	r := Resource{
		ID: s.NewID(), Kind: kindOf(rt), Connection: p.Connection, Version: 1, Created: m.At, Modified: m.At,
		Attrs: maps.Clone(rt.Kept(attrs)), core: rt.Core.ID,
	}
	var err error
	if r.Claims, err = checkedClaims(rt, r.Attrs); err != nil {
		return Resource{}, err
	}
	if err := s.try(ctx, "create resource", func() error { return s.Store.AddResource(ctx, p.Account, r) }); err != nil {
		return Resource{}, err
	}
	return r, nil
}

// checkedClaims are the unique values of a resource, whose externalId is looked at on the way.
func checkedClaims(rt *schema.ResourceType, attrs scim.Object) ([]schema.UniqueValue, error) {
	if err := checkExternalID(attrs); err != nil {
		return nil, err
	}
	claims := rt.UniqueValues(attrs)
	if len(claims) > MaxClaims {
		return nil, invalid(claims[MaxClaims].Attribute, "is one of more than 20 unique values")
	}
	return claims, nil
}

// Resource reads one resource of a type. fault.NotFound.
func (s *Service) Resource(ctx context.Context, a access.Account, rt *schema.ResourceType, id string) (Resource, error) {
	r, err := s.findResource(ctx, a, rt, id)
	r.Attrs = rt.Visible(r.Attrs)
	return r, err
}

// findResource is Resource as it is stored.
func (s *Service) findResource(ctx context.Context, a access.Account, rt *schema.ResourceType, id string) (Resource, error) {
	if !isID(id) {
		return Resource{}, notFound("resource", id)
	}
	r, ok, err := s.Store.DirectoryResource(ctx, a, kindOf(rt), id)
	if err == nil && !ok {
		err = notFound("resource", id)
	}
	r.core = rt.Core.ID
	return r, err
}

// ReplaceResource is PUT. Failures as ReplaceUser.
func (s *Service) ReplaceResource(ctx context.Context, p access.Principal, rt *schema.ResourceType, id string, attrs scim.Object, pre Precondition) (Resource, error) {
	return s.changeResource(ctx, p, rt, id, pre, "replace resource", func(rt *schema.ResourceType, before scim.Object) (scim.Object, error) {
		return rt.Replace(before, attrs)
	})
}

// PatchResource is PATCH, all or nothing. Failures as ReplaceResource and patch.Apply.
func (s *Service) PatchResource(ctx context.Context, p access.Principal, rt *schema.ResourceType, id string, ops []patch.Op, pre Precondition) (Resource, error) {
	return s.changeResource(ctx, p, rt, id, pre, "patch resource", func(rt *schema.ResourceType, before scim.Object) (scim.Object, error) {
		return patched(rt, before, ops)
	})
}

func (s *Service) changeResource(ctx context.Context, p access.Principal, rt *schema.ResourceType, id string, pre Precondition, op string, change edit) (Resource, error) {
	var result Resource
	err := s.try(ctx, op, func() error {
		stored, err := s.findResource(ctx, p.Account, rt, id)
		if err == nil {
			err = mayChange(p, stored.Connection, stored.Version, pre)
		}
		if err != nil {
			return err
		}
		result, err = s.editResource(ctx, p.Account, rt, stored, change)
		return err
	})
	if err != nil {
		return Resource{}, err
	}
	return result, nil
}

// editResource writes what an edit makes of a resource; nothing when that changes nothing.
func (s *Service) editResource(ctx context.Context, a access.Account, rt *schema.ResourceType, stored Resource, change edit) (Resource, error) {
	before := stored
	before.Attrs = rt.Visible(stored.Attrs)
	attrs, err := change(rt, before.Attrs)
	if err != nil {
		return before, err
	}
	if attrs = rt.Kept(attrs); same(before.Attrs, attrs) {
		return before, nil
	}
	after := before
	after.Attrs, after.Modified = attrs, s.mark().At
	after.Version++
	if after.Claims, err = checkedClaims(rt, attrs); err != nil {
		return before, err
	}
	saved := after
	saved.Attrs = rt.Retain(stored.Attrs, attrs)
	return after, s.Store.SaveResource(ctx, a, stored, saved)
}

// DeleteResource removes a resource; its unique values are free again. Failures as ReplaceUser.
func (s *Service) DeleteResource(ctx context.Context, p access.Principal, rt *schema.ResourceType, id string, pre Precondition) error {
	return s.try(ctx, "delete resource", func() error {
		r, err := s.findResource(ctx, p.Account, rt, id)
		if err == nil {
			err = mayChange(p, r.Connection, r.Version, pre)
		}
		if err != nil {
			return err
		}
		return s.Store.RemoveResource(ctx, p.Account, r)
	})
}
