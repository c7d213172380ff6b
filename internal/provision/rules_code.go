package provision

import (
	"context"
	"reflect"
	"slices"

	"usersync/internal/access"
	"usersync/internal/rule"
	"usersync/internal/rule/code"
)

// Export writes the rules as a file, the draft if there is one, and returns the policy that they are of. fault.Unavailable.
func (s *Rules) Export(ctx context.Context, a access.Account, format code.Format) ([]byte, *rule.Policy, error) {
	p, _, err := s.Current(ctx, a)
	if err != nil {
		return nil, nil, err
	}
	ids := make([]string, 0, len(p.Rules))
	for _, r := range p.Rules {
		if r.Group != "" && !slices.Contains(ids, r.Group) {
			ids = append(ids, r.Group)
		}
	}
	names, err := s.Groups.GroupNames(ctx, a, ids)
	if err != nil {
		return nil, nil, err
	}
	body, err := code.Encode(p, names, format)
	return body, p, err
}

// Import is what reading a file into a rule set does, by rule ids in the order of the new rules; those that are gone in the order of the old ones.
type Import struct {
	Added     []string
	Changed   []string // in anything but their place
	Removed   []string
	Unchanged []string
	Reordered bool // rules that stay are in another order than before
}

// Import replaces the rules by those of a file. A rule without an id keeps that of the live rule that reads the same, or else gets a fresh one. With check nothing is changed, and the
// policy is the live one. fault.Malformed, fault.Invalid and fault.TooLarge as code.Parse and code.File.Rules; fault.Stale.
func (s *Rules) Import(ctx context.Context, a access.Account, ifMatch int64, text []byte, format code.Format, check bool) (Import, *rule.Policy, error) {
	file, err := code.Parse(text, format)
	if err != nil {
		return Import{}, nil, err
	}
	known, err := knownTo(ctx, a, s.Groups, file)
	if err != nil {
		return Import{}, nil, err
	}
	var done Import
	change := func(p *rule.Policy) error {
		known.Policy = p
		rules, err := file.Rules(known)
		if err != nil {
			return err
		}
		identify(rules, p.Rules, s.Publisher.NewID)
		done = compare(p.Rules, rules)
		p.Rules = rules
		return nil
	}
	policy, err := s.replace(ctx, a, ifMatch, check, change)
	return done, policy, err
}

// replace makes another rule set that of the account, as any other edit.
func (s *Rules) replace(ctx context.Context, a access.Account, ifMatch int64, check bool, change func(*rule.Policy) error) (*rule.Policy, error) {
	if !check {
		return s.edit(ctx, a, ifMatch, change)
	}
	current, _, err := s.Current(ctx, a)
	if err != nil {
		return nil, err
	}
	if ifMatch != 0 && ifMatch != current.RulesRevision() {
		return nil, errStale()
	}
	_, _, err = revise(current, change)
	return current, err
}

// knownTo looks up the directory groups that a file names.
func knownTo(ctx context.Context, a access.Account, groups DirectoryGroups, file *code.File) (code.Known, error) {
	k := code.Known{Named: map[string][]string{}, Gone: map[string]bool{}}
	for _, name := range file.GroupNames() {
		ids, err := groups.GroupsNamed(ctx, a, name)
		if err != nil {
			return k, err
		}
		k.Named[name] = ids
	}
	var ids []string
	for _, id := range file.GroupIDs() {
		if len(id) > maxGroupID {
			k.Gone[id] = true
			continue
		}
		ids = append(ids, id)
	}
	there, err := groups.HaveGroups(ctx, a, ids)
	for _, id := range ids {
		if !there[id] {
			k.Gone[id] = true
		}
	}
	return k, err
}

// identify gives ids to rules that have none: that of a live rule that reads the same and is not in the file, so that reading a file twice changes nothing, else a fresh one.
func identify(rules, live []rule.Rule, newID func() string) {
	taken := map[string]bool{}
	for _, r := range rules {
		taken[r.ID] = true
	}
	for i := range rules {
		if rules[i].ID != "" {
			continue
		}
		at := slices.IndexFunc(live, func(old rule.Rule) bool { return !taken[old.ID] && alike(old, rules[i]) })
		if at >= 0 {
			rules[i].ID = live[at].ID
		} else {
			rules[i].ID = newID()
		}
		taken[rules[i].ID] = true
	}
}

// alike reports whether two rules say the same, whatever their ids; empty lists and absent ones are the same.
func alike(a, b rule.Rule) bool { return reflect.DeepEqual(plain(a), plain(b)) }

func plain(r rule.Rule) rule.Rule {
	r.ID = ""
	r.Products = slices.Clip(append([]rule.ProductGrant{}, r.Products...))
	if r.Role != nil {
		role := *r.Role
		role.Privileges = append([]string{}, role.Privileges...)
		role.Managed.IDs = append([]string{}, role.Managed.IDs...)
		r.Role = &role
	}
	return r
}

// compare says what becomes of rules.
func compare(before, after []rule.Rule) Import {
	var d Import
	old := map[string]rule.Rule{}
	for _, r := range before {
		old[r.ID] = r
	}
	var stay []string
	for _, r := range after {
		was, there := old[r.ID]
		switch {
		case !there:
			d.Added = append(d.Added, r.ID)
			continue
		case alike(was, r):
			d.Unchanged = append(d.Unchanged, r.ID)
		default:
			d.Changed = append(d.Changed, r.ID)
		}
		stay = append(stay, r.ID)
		delete(old, r.ID)
	}
	var order []string
	for _, r := range before {
		if _, gone := old[r.ID]; gone {
			d.Removed = append(d.Removed, r.ID)
		} else {
			order = append(order, r.ID)
		}
	}
	d.Reordered = !slices.Equal(order, stay)
	return d
}
