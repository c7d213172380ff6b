package patch

import (
	"maps"
	"strings"

	"usersync/internal/fault"
	"usersync/internal/scim"
	"usersync/internal/scim/filter"
	"usersync/internal/scim/schema"
)

// MemberEdit is one step on the members of a group.
type MemberEdit struct {
	Kind  Kind
	IDs   []string       // Add, Replace: these; Remove: these, unless All or Where; never an id twice
	All   bool           // Remove without value: everybody
	Where *filter.Filter // Remove members[...] with a filter other than value eq: those that match (compiled on the members attribute)
}

// SplitMembers separates the steps on "members" (by path, or as a member of a path-less value) from the rest, each in its order. It
// never writes to ops.
//
// A remove with a value list removes only the listed members, as Entra ID, AWS and JumpCloud mean it (scimapi/testdata/entra/groups-legacy.json, scimapi/testdata/aws/ssosync.json, scimapi/testdata/jumpcloud/activation.json); without value it removes everybody. An
// operation on the display, type or $ref of a member is dropped: they are derived from the member. Adding nobody, and removing
// an empty list, are no steps.
//
// It fails with fault.Invalid: invalidValue when a member has no value, mutability when a path would change who a member is,
// invalidPath; fault.Scope (tooMany) when the filters that pick members have more than MaxMemberTerms comparisons; and as filter.CompileValue.
func SplitMembers(ops []Op) (edits []MemberEdit, rest []Op, err error) {
	s := &splitter{rt: schema.Groups(), terms: budget{MaxMemberTerms, MaxMemberTerms}}
	for _, op := range ops {
		if err := s.split(op); err != nil {
			return nil, nil, err
		}
	}
	return s.edits, s.rest, nil
}

type splitter struct {
	rt    *schema.ResourceType
	edits []MemberEdit
	rest  []Op
	terms budget
}

func (s *splitter) split(op Op) error {
	if op.Path == nil {
		return s.whole(op)
	}
	ref, ok := s.members(op.Path.Attr)
	switch {
	case !ok:
		s.rest = append(s.rest, op)
		return nil
	case ref.Sub != nil || op.Path.Filter != nil:
		return s.part(op)
	case op.Kind == Remove && !op.HasValue:
		s.edits = append(s.edits, MemberEdit{Kind: Remove, All: true})
		return nil
	}
	return s.edit(op.Kind, op.Value)
}

// members resolves a name if it is that of the members, or of a sub-attribute of theirs.
func (s *splitter) members(name string) (schema.Ref, bool) {
	ref, ok := s.rt.Resolve(name)
	return ref, ok && ref.URN == "" && ref.Attr.Name == "members"
}

// whole takes the members out of a path-less value; null and an empty list are nobody. A key that names a part of them is
// ignored, as all keys are that name what cannot be changed.
func (s *splitter) whole(op Op) error {
	in, ok := op.Value.(map[string]any)
	if !ok {
		s.rest = append(s.rest, op)
		return nil
	}
	others := maps.Clone(in)
	for _, key := range sortedKeys(in) {
		name, _, filtered := strings.Cut(key, "[")
		ref, ok := s.members(name)
		if !ok {
			continue
		}
		delete(others, key)
		if filtered || ref.Sub != nil {
			continue
		}
		if err := s.edit(op.Kind, in[key]); err != nil {
			return err
		}
	}
	if len(others) > 0 || len(in) == 0 {
		op.Value = others
		s.rest = append(s.rest, op)
	}
	return nil
}

// edit adds a step on the members that a value lists.
func (s *splitter) edit(kind Kind, value any) error {
	ids, err := memberIDs(value)
	if err != nil {
		return err
	}
	if len(ids) > 0 || kind == Replace {
		s.edits = append(s.edits, MemberEdit{Kind: kind, IDs: ids})
	}
	return nil
}

// part handles a path with a filter or a sub-attribute: members can be removed so, but never changed.
func (s *splitter) part(op Op) error {
	t, err := locate(s.rt, *op.Path)
	switch {
	case err != nil:
		return err
	case t.ref.Sub != nil && (t.ref.Sub.Name != "value" || op.Kind != Remove && isPicked(t.expr, op.Value)):
		return nil
	case t.ref.Sub != nil || op.Kind != Remove:
		return refuse(t.ref, "cannot be changed through a filter or a sub-attribute; add and remove whole members")
	}
	if ids, ok := valuesOf(t.expr, nil); ok {
		s.edits = append(s.edits, MemberEdit{Kind: Remove, IDs: distinct(ids)})
		return nil
	}
	s.edits = append(s.edits, MemberEdit{Kind: Remove, Where: t.where})
	return s.terms.spend(t.expr)
}

// isPicked reports whether a value is the one that the filter picks the member by: to say it again changes nothing (RFC 7644 section 3.5.2).
func isPicked(picked filter.Expr, value any) bool {
	ids, ok := valuesOf(picked, nil)
	return ok && len(ids) == 1 && value == any(ids[0])
}

// valuesOf collects the ids of value eq "x", and of such comparisons joined by or; false for any other expression.
func valuesOf(expr filter.Expr, ids []string) ([]string, bool) {
	switch x := expr.(type) {
	case filter.Or:
		left, ok := valuesOf(x.Left, ids)
		if !ok {
			return nil, false
		}
		return valuesOf(x.Right, left)
	case filter.Compare:
		id, ok := x.Value.(string)
		if !ok || x.Op != filter.Eq || !isValue(x.Attr) {
			return nil, false
		}
		return append(ids, id), true
	}
	return nil, false
}

func isValue(attr string) bool { return scim.Fold(attr) == "value" }

// memberIDs reads the members that a value lists: objects with a value, or bare ids (scimapi/testdata/postman/microsoft.json); one or a list of them.
func memberIDs(value any) ([]string, error) {
	if value == nil {
		return nil, nil
	}
	list, ok := value.([]any)
	if !ok {
		list = []any{value}
	}
	ids := make([]string, len(list))
	for i, item := range list {
		if in, ok := item.(map[string]any); ok {
			item, _ = member(in, "value")
		}
		id, _ := item.(string)
		if id == "" {
			return nil, fault.New(fault.Invalid, scim.InvalidValue, "Member %d has no value; send the id of a user or group.", i+1).At("members", "has no value")
		}
		ids[i] = id
	}
	return distinct(ids), nil
}

// distinct keeps the first of equal ids. It writes to ids.
func distinct(ids []string) []string {
	seen := make(map[string]struct{}, len(ids))
	out := ids[:0]
	for _, id := range ids {
		if _, ok := seen[id]; !ok {
			seen[id] = struct{}{}
			out = append(out, id)
		}
	}
	return out
}
