package store

import (
	"context"

	"usersync/internal/access"
	"usersync/internal/directory"
	"usersync/internal/scim/schema"
	"usersync/internal/table"
)

var _ directory.Resources = (*Store)(nil)

// DirectoryResource implements directory.Resources.
func (s *Store) DirectoryResource(ctx context.Context, a access.Account, k directory.Kind, id string) (directory.Resource, bool, error) {
	attrs, ok, err := s.get(ctx, a, resourceKey(a, string(k), id))
	if err != nil || !ok {
		return directory.Resource{}, false, err
	}
	r, err := decodeResource(k, id, attrs)
	return r, err == nil, err
}

// DirectoryResources implements directory.Resources.
func (s *Store) DirectoryResources(ctx context.Context, a access.Account, k directory.Kind, ids []string) ([]directory.Resource, error) {
	return inOrder(ctx, s, a, ids, func(id string) table.Key { return resourceKey(a, string(k), id) },
		func(id string, attrs table.Attrs) (directory.Resource, error) { return decodeResource(k, id, attrs) })
}

// AddResource implements directory.Resources.
func (s *Store) AddResource(ctx context.Context, a access.Account, r directory.Resource) error {
	item, err := encodeResource(a, r)
	if err != nil {
		return err
	}
	var t transaction
	t.add(errMinted, table.Put(item, table.NotExists()))
	t.moveClaims(r.ID, nil, resourceClaims(a, r))
	t.moveLookUps(r.ID, nil, resourceLookUps(a, r))
	t.counted(a, r.Kind, r.ID, r.Connection, 1)
	return s.commit(ctx, a, &t)
}

// SaveResource implements directory.Resources.
func (s *Store) SaveResource(ctx context.Context, a access.Account, before, after directory.Resource) error {
	item, err := encodeResource(a, after)
	if err != nil {
		return err
	}
	var t transaction
	t.add(directory.ErrLost, table.Put(item, isVersion(before.Version)))
	t.moveClaims(after.ID, resourceClaims(a, before), resourceClaims(a, after))
	t.moveLookUps(after.ID, resourceLookUps(a, before), resourceLookUps(a, after))
	return s.commit(ctx, a, &t)
}

// RemoveResource implements directory.Resources.
func (s *Store) RemoveResource(ctx context.Context, a access.Account, r directory.Resource) error {
	var t transaction
	t.add(directory.ErrLost, table.Delete(resourceKey(a, string(r.Kind), r.ID), isVersion(r.Version)))
	t.moveClaims(r.ID, resourceClaims(a, r), nil)
	t.moveLookUps(r.ID, resourceLookUps(a, r), nil)
	t.counted(a, r.Kind, r.ID, r.Connection, -1)
	return s.commit(ctx, a, &t)
}

// ClaimedBy implements directory.Resources.
func (s *Store) ClaimedBy(ctx context.Context, a access.Account, k directory.Kind, c schema.UniqueValue) (string, error) {
	attrs, _, err := s.get(ctx, a, claimKey(a, k, c))
	return attrs[attrOwner].Str(), err
}

// WithExternalID implements directory.Resources.
func (s *Store) WithExternalID(ctx context.Context, a access.Account, k directory.Kind, externalID string) ([]string, error) {
	var ids []string
	err := s.each(ctx, a, table.Query{P: externalPartition(a, k, externalID)}, func(item table.Item) error {
		ids = append(ids, item.Attrs[attrOwner].Str())
		return nil
	})
	return ids, err
}

// claimKey is the key of a value that is unique among the resources of a kind.
func claimKey(a access.Account, k directory.Kind, c schema.UniqueValue) table.Key {
	return uniqueKey(a, resourceList(k)+"."+c.Attribute, c.Value)
}

func resourceClaims(a access.Account, r directory.Resource) []claim {
	claims := make([]claim, len(r.Claims))
	for i, c := range r.Claims {
		claims[i] = claim{claimKey(a, r.Kind, c), directory.Taken(c.Attribute, "account")}
	}
	return claims
}

func externalPartition(a access.Account, k directory.Kind, externalID string) string {
	return lookUpPartition(a, lookUpExternal+"."+string(k), externalID)
}

func resourceLookUps(a access.Account, r directory.Resource) []table.Key {
	x := directory.ExternalID(r.Attrs)
	if x == "" {
		return nil
	}
	return []table.Key{{P: externalPartition(a, r.Kind, x), S: r.ID}}
}
