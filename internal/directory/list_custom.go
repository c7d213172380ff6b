package directory

import (
	"context"

	"usersync/internal/access"
	"usersync/internal/scim"
	"usersync/internal/scim/filter"
	"usersync/internal/scim/schema"
)

// Resources lists resources of a type, oldest first. fault.Scope (tooMany) when a filter would read more than 20,000 of them.
func (s *Service) Resources(ctx context.Context, a access.Account, rt *schema.ResourceType, q Query) (List[Resource], error) {
	candidates, known, err := s.resourceCandidates(ctx, a, rt, q.Filter)
	if err != nil {
		return List[Resource]{}, err
	}
	return list(ctx, s, a, q, s.resourceCollection(ctx, a, rt, q), candidates, known)
}

func (s *Service) resourceCollection(ctx context.Context, a access.Account, rt *schema.ResourceType, q Query) collection[Resource] {
	return collection[Resource]{
		kind:  kindOf(rt),
		place: Resource.Place,
		load: func(ids []string) ([]Resource, error) {
			resources, err := s.Store.DirectoryResources(ctx, a, kindOf(rt), ids)
			for i := range resources {
				resources[i].Attrs, resources[i].core = rt.Visible(resources[i].Attrs), rt.Core.ID
			}
			return resources, err
		},
		facts: func(r Resource, _ *budget) (scim.Object, error) {
			o := r.Resource()
			if meta, ok := o["meta"].(scim.Object); ok && q.Base != "" {
				meta["location"] = q.Base + rt.Endpoint + "/" + r.ID
			}
			return o, nil
		},
		relate: func([]Resource) error { return nil },
	}
}

// resourceCandidates finds the few resources that a filter can match at all: by id, by externalId, or by a value that is unique.
func (s *Service) resourceCandidates(ctx context.Context, a access.Account, rt *schema.ResourceType, f *filter.Filter) (ids []string, known bool, err error) {
	if id, ok := equals(f, "id"); ok {
		return keep([]string{id}, isID), true, nil
	}
	if x, ok := equals(f, "externalId"); ok {
		ids, err = s.Store.WithExternalID(ctx, a, kindOf(rt), x)
		return ids, true, err
	}
	for _, ref := range rt.UniqueAttributes() {
		value, ok := equals(f, ref.String())
		if !ok {
			continue
		}
		id, err := s.Store.ClaimedBy(ctx, a, kindOf(rt), schema.UniqueValue{Attribute: ref.String(), Value: schema.UniqueText(ref.Leaf(), value)})
		return keep([]string{id}, isID), true, err
	}
	return nil, false, nil
}
