package provision

import (
	"context"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"usersync/internal/access"
	"usersync/internal/fault"
	"usersync/internal/rule"
	"usersync/internal/scim/schema"
)

// MaxExtensions is how many schema extensions an account may have.
const MaxExtensions = schema.MaxExtensions

// Extensions is the use cases on the schema extensions of accounts. They live in the policy, because conditions of rules ask about their attributes: every change
// is a publication, and ifMatch and the policies returned mean what they mean in Rules. What is stored under an extension outlives it. Its exported fields must
// be set; it is safe for concurrent use.
type Extensions struct {
	Publisher *Publisher
	Store     ExtensionStore
	Now       func() time.Time
	Taken     []string // URNs of the schemas of the deployment's own resource types

	mu     sync.Mutex
	recent map[access.Account]recentTypes
}

// ExtensionID is the id of an extension: the URN of its schema.
func ExtensionID(e rule.Extension) string {
	id, _ := e.Schema["id"].(string)
	return id
}

// Add stores a new extension. fault.Invalid names the members at fault (invalid_schema), or says that there are 10 already (limit); fault.Conflict
// (schema_taken) when another schema has the URN; fault.Stale.
func (s *Extensions) Add(ctx context.Context, a access.Account, ifMatch int64, e rule.Extension) (rule.Extension, *rule.Policy, error) {
	e, err := checkExtension(e)
	if err != nil {
		return rule.Extension{}, nil, err
	}
	policy, err := s.publish(ctx, a, ifMatch, func(list []rule.Extension) ([]rule.Extension, error) {
		if len(list) >= MaxExtensions {
			return nil, errLimit("schema extensions", MaxExtensions)
		}
		taken := slices.Clone(s.Taken)
		for _, other := range list {
			taken = append(taken, ExtensionID(other))
		}
		return append(slices.Clone(list), e), schema.CheckURN(ExtensionID(e), taken...)
	})
	return e, policy, err
}

// Replace changes an extension; its URN and its resource type never change. What is stored stays as it is: values that do not fit the new schema are not seen until they fit
// again or are replaced. fault.NotFound, Invalid, Stale, and Conflict (in_use) when the condition of a rule would mean something else or could not be evaluated.
func (s *Extensions) Replace(ctx context.Context, a access.Account, ifMatch int64, id string, e rule.Extension) (rule.Extension, *rule.Policy, error) {
	e, err := checkExtension(e)
	if err != nil {
		return rule.Extension{}, nil, err
	}
	policy, err := s.publish(ctx, a, ifMatch, func(list []rule.Extension) ([]rule.Extension, error) {
		at, err := findExtension(list, id)
		if err != nil {
			return nil, err
		}
		if ExtensionID(list[at]) != ExtensionID(e) {
			return nil, errFixedExtension("schema.id")
		}
		if list[at].ResourceType != e.ResourceType {
			return nil, errFixedExtension("resourceType")
		}
		list = slices.Clone(list)
		list[at] = e
		return list, nil
	})
	return e, policy, err
}

func errFixedExtension(member string) error {
	return fault.New(fault.Invalid, "immutable", "The %s of an extension never changes. Make a new one.", member).At(member, "Must stay as it is.")
}

// Delete takes an extension away. What users and groups have of it stays stored, is shown no more, and is there again when an extension of this URN is added.
// fault.NotFound, Stale, and Conflict (in_use) when the condition of a rule asks about it.
func (s *Extensions) Delete(ctx context.Context, a access.Account, ifMatch int64, id string) (*rule.Policy, error) {
	return s.publish(ctx, a, ifMatch, func(list []rule.Extension) ([]rule.Extension, error) {
		at, err := findExtension(list, id)
		if err != nil {
			return nil, err
		}
		return slices.Delete(slices.Clone(list), at, at+1), nil
	})
}

// publish brings another list of extensions into the policy, unless a rule would suffer.
func (s *Extensions) publish(ctx context.Context, a access.Account, ifMatch int64, change func([]rule.Extension) ([]rule.Extension, error)) (*rule.Policy, error) {
	defer s.forget(a)
	return s.Publisher.Publish(ctx, a, ifMatch, func(p *rule.Policy) error {
		list, err := change(p.Extensions)
		if err != nil || reflect.DeepEqual(list, p.Extensions) {
			return err
		}
		before := p.ExtensionUses()
		p.Extensions, p.ExtensionsSince = list, p.Version+1
		after := p.ExtensionUses()
		return inUse(p, func(r rule.Rule) bool {
			was, evaluated := before[r.ID]
			is, still := after[r.ID]
			return evaluated && (!still || !slices.Equal(was, is))
		})
	})
}

// FindExtension returns an extension of a policy. fault.NotFound.
func FindExtension(p *rule.Policy, id string) (rule.Extension, error) {
	at, err := findExtension(p.Extensions, id)
	if err != nil {
		return rule.Extension{}, err
	}
	return p.Extensions[at], nil
}

func findExtension(list []rule.Extension, id string) (int, error) {
	return indexOf(list, func(e rule.Extension) bool { return strings.EqualFold(ExtensionID(e), id) }, "extension_not_found", "There is no such schema extension.")
}

// checkExtension is an extension as it is kept: with every characteristic of its attributes said.
func checkExtension(e rule.Extension) (rule.Extension, error) {
	bad := fault.New(fault.Invalid, "invalid_schema", "The extension cannot be used as it is. Correct the members that are named.")
	if e.ResourceType != rule.ExtendsUser && e.ResourceType != rule.ExtendsGroup {
		bad.At("resourceType", "Must be User or Group.")
	}
	s, err := schema.Parse(e.Schema)
	for _, field := range fieldsOf(err) {
		bad.At(strings.TrimSuffix("schema."+field.Path, "."), field.Detail)
	}
	if err == nil {
		checkUniqueness(bad, "schema.attributes", s.Attributes)
		e.Schema = s.Document()
		delete(e.Schema, "meta")
	}
	return e, faulty(bad)
}

func fieldsOf(err error) []fault.Field {
	if err == nil {
		return nil
	}
	return fault.As(err).Fields
}

// checkUniqueness refuses to promise of users and groups that are there already what was never demanded of them.
func checkUniqueness(bad *fault.Error, path string, list []*schema.Attribute) {
	for i, a := range list {
		at := path + "[" + strconv.Itoa(i) + "]"
		if a.Uniqueness != "none" {
			bad.At(at+".uniqueness", "Must be none in an extension.")
		}
		checkUniqueness(bad, at+".subAttributes", a.Sub)
	}
}
