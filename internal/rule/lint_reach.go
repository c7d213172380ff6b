package rule

import (
	"slices"

	"usersync/internal/scim"
	"usersync/internal/scim/filter"
	"usersync/internal/scim/schema"
)

// maxAtoms bounds the comparisons of a condition that is searched for contradictions: each doubles the work. Of longer conditions nothing is said.
const maxAtoms = 10

// unreachable reports conditions that can be true of nobody: whatever their comparisons say of a member of the rule's group, the whole is false. The comparisons are
// taken as independent of each other but for what is certain, so that a condition that can be true is never reported.
func (l *linter) unreachable() {
	for _, at := range l.enabled() {
		c := &l.set.rules[at]
		if c.group == "" || c.broken || c.condition == nil {
			continue
		}
		p := proposition{person: l.set.known.person, group: c.group, members: l.facts.Members}
		formula := p.read(c.condition.Expr())
		if len(p.atoms) <= maxAtoms && !p.satisfiable(formula) {
			l.report(FindUnreachable, at, slotCondition, "")
		}
	}
}

// A formula says whether an expression is true when its atoms, numbered by the bits, are true or false.
type formula func(world uint) bool

// proposition is a condition as a formula over its comparisons.
type proposition struct {
	person  *schema.ResourceType
	group   string
	members map[string]int
	atoms   []atom
}

// atom is one comparison. What is not an ordinary comparison of a single value is opaque: known by its text only.
type atom struct {
	text  string
	ref   schema.Ref
	plain bool // a comparison, or pr, of a simple attribute
	pr    bool
	expr  filter.Compare
	match *filter.Filter
}

func (p *proposition) read(e filter.Expr) formula {
	switch e := e.(type) {
	case filter.And:
		a, b := p.read(e.Left), p.read(e.Right)
		return func(w uint) bool { return a(w) && b(w) }
	case filter.Or:
		a, b := p.read(e.Left), p.read(e.Right)
		return func(w uint) bool { return a(w) || b(w) }
	case filter.Not:
		a := p.read(e.Inner)
		return func(w uint) bool { return !a(w) }
	default:
		return p.leaf(e)
	}
}

// leaf is an expression that is true or false by itself: for sure, where it asks for the rule's own group or for one that is gone, else as a bit says.
func (p *proposition) leaf(e filter.Expr) formula {
	if c, ok := e.(filter.Compare); ok && c.Op == filter.Eq {
		ref, found := p.person.Resolve(c.Attr)
		if id, text := c.Value.(string); found && text && ref.String() == memberOf {
			if _, there := p.members[id]; p.members != nil && !there {
				return func(uint) bool { return false }
			}
			if id == p.group {
				return func(uint) bool { return true }
			}
		}
	}
	a := p.newAtom(e)
	n := slices.IndexFunc(p.atoms, func(x atom) bool { return x.text == a.text })
	if n < 0 {
		n = len(p.atoms)
		p.atoms = append(p.atoms, a)
	}
	return func(w uint) bool { return w>>n&1 == 1 }
}

func (p *proposition) newAtom(e filter.Expr) atom {
	a := atom{text: e.String()}
	switch e := e.(type) {
	case filter.Present:
		a.ref, a.plain = p.person.Resolve(e.Attr)
		a.pr = true
	case filter.Compare:
		a.ref, a.plain = p.person.Resolve(e.Attr)
		a.plain = a.plain && e.Value != nil
		a.expr = e
	}
	if !a.plain {
		return a
	}
	a.plain = a.ref.Leaf().Type != schema.Complex && !a.ref.IsExtension()
	if f, err := filter.Compile(e, p.person); err == nil {
		a.match = f
	}
	a.text = a.ref.String() + " " + a.text
	return a
}

// satisfiable looks for a world in which the formula is true and the atoms agree with each other.
func (p *proposition) satisfiable(f formula) bool {
	for world := range uint(1) << len(p.atoms) {
		if f(world) && p.possible(world) {
			return true
		}
	}
	return false
}

// possible is false only of worlds that no user can be in.
func (p *proposition) possible(world uint) bool {
	for i, a := range p.atoms {
		if world>>i&1 == 0 || !a.plain || a.pr {
			continue
		}
		if a.expr.Op != filter.Ne && !p.agrees(world, a, atom.present) {
			return false
		}
		if a.expr.Op == filter.Eq && single(a.ref) && !p.agrees(world, a, a.equal) {
			return false
		}
	}
	return true
}

// agrees asks whether all atoms on the attribute of a true one are what they must be then; must is undecided where it says !known.
func (p *proposition) agrees(world uint, a atom, must func(other atom) (holds, known bool)) bool {
	for i, other := range p.atoms {
		if !other.plain || other.ref.String() != a.ref.String() {
			continue
		}
		if holds, known := must(other); known && holds != (world>>i&1 == 1) {
			return false
		}
	}
	return true
}

// present: an attribute that compares well has a value.
func (a atom) present() (holds, known bool) { return true, a.pr }

// equal: an attribute that equals one value is judged as that value is.
func (a atom) equal(other atom) (holds, known bool) {
	user := holding(a.ref, a.expr.Value)
	if a.match == nil || other.match == nil || !a.match.Match(user) {
		return false, false
	}
	return other.match.Match(user), true
}

// single reports whether an attribute has one value at most.
func single(r schema.Ref) bool { return !r.Attr.Multi && (r.Sub == nil || !r.Sub.Multi) }

// holding is a user of whom nothing is known but one value.
func holding(r schema.Ref, value any) scim.Object {
	if r.Sub != nil {
		value = scim.Object{r.Sub.Name: value}
	}
	user := scim.Object{r.Attr.Name: value}
	if r.URN != "" {
		return scim.Object{r.URN: user}
	}
	return user
}
