package rule

import (
	"slices"

	"usersync/internal/scim"
	"usersync/internal/scim/schema"
)

// Types is the resource types of the standard with the extensions of the policy.
func (p *Policy) Types() schema.Types {
	return schema.Types{
		Users:  schema.Users().Extended(p.extensions(ExtendsUser)),
		Groups: schema.Groups().Extended(p.extensions(ExtendsGroup)),
	}
}

// person is users as conditions see them.
func (p *Policy) person() *schema.ResourceType {
	return schema.RuleUsers().Extended(p.extensions(ExtendsUser))
}

// extensions are those of a resource type, in their order. A document that cannot be read, which none is that was ever saved, is passed over.
func (p *Policy) extensions(of string) []schema.Extension {
	var list []schema.Extension
	for _, e := range p.Extensions {
		if e.ResourceType != of {
			continue
		}
		if s, err := schema.Parse(e.Schema); err == nil {
			list = append(list, schema.Extension{Schema: s, Required: e.Required})
		}
	}
	return list
}

// ExtensionUses says which extensions of users the condition of each rule asks about, by the rule's id. A rule whose condition cannot be evaluated, or that
// has none, is not in it.
func (p *Policy) ExtensionUses() map[string][]string {
	person, uses := p.person(), map[string][]string{}
	for _, r := range p.EveryRule() {
		if r.Condition == "" {
			continue
		}
		f, err := parseCondition(r.Condition, person)
		if err != nil {
			continue
		}
		if _, there := uses[r.ID]; !there {
			uses[r.ID] = nil
		}
		for _, e := range person.Extensions {
			if e.ID != scim.EnterpriseSchema && f.Reads(e.ID) {
				uses[r.ID] = append(uses[r.ID], e.ID)
			}
		}
		slices.Sort(uses[r.ID])
		uses[r.ID] = slices.Compact(uses[r.ID]) // a rule may be in the base of a roll-out, too
	}
	return uses
}
