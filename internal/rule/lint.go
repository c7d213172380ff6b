package rule

import (
	"cmp"
	"slices"
)

// Severity says how much a finding matters.
type Severity string

// The severities, gravest first.
const (
	Fault   Severity = "error"   // part of a rule can never work
	Warning Severity = "warning" // probably not what was meant
	Notice  Severity = "info"    // worth knowing; often meant
)

// The codes of findings. They are stable.
const (
	FindShadowed       = "shadowed"              // stronger rules on the same group state everything that this one states
	FindDuplicate      = "duplicate"             // a stronger rule says the same to the same people
	FindUnreachable    = "unreachable"           // the condition contradicts itself
	FindNobody         = "matches_nobody"        // the rule matches no user at this moment
	FindGroupGone      = "group_gone"            // the directory has no such group
	FindGroupEmpty     = "group_empty"           // the directory group has no member
	FindFoughtOver     = "same_slot_fought_over" // two rules for the same people state different values
	FindPrerequisite   = "missing_prerequisite"  // a product needs one that does not exist
	FindExcludedPair   = "excluded_pair"         // two products for the same people exclude each other
	FindImpossible     = "product_impossible"    // a product needs two that exclude each other
	FindEscalation     = "privilege_escalation"  // whoever is put into the directory group gains power
	FindProduct        = "product_unknown"
	FindPlan           = "plan_unknown"
	FindTemplate       = "template_gone"
	FindUserGroup      = "user_group_gone"
	FindRole           = "role_invalid"        // no such role or privilege
	FindNotAssignable  = "role_not_assignable" // the account's settings do not let rules give it
	FindLanguage       = "language_unknown"
	FindConditionBroke = "condition_invalid" // it cannot be read, so nothing of the rule can
)

// Finding is something about a rule set that somebody should look at.
type Finding struct {
	Code      string
	Severity  Severity
	Rules     []string // ids: the rule at fault first, then the stronger ones that make it so
	Slot      string   // the member of the rule, or ""
	Subject   string   // the id or key that it is about, or ""
	Potential bool     // it holds only if somebody is in both groups, or meets both conditions
	Detail    string   // a sentence; it echoes nothing of the rule
	Remedy    string   // what to do

	place int // of the first rule
}

// Facts is what linting needs to know besides the policy. What is nil is not known, and nothing is said that would need it.
type Facts struct {
	Members map[string]int        // by directory group id: how many members at least, negative: not counted; a group that is not in it is gone
	Matched map[string]int        // by rule id: how many users the rule matches
	Shared  func(a, b string) int // how many users are in both of two directory groups
}

// Lint looks for what is wrong, or probably not meant, in the enabled rules of a policy. It is pure, reports nothing that it cannot prove from policy and facts
// (what depends on people's memberships is marked Potential), and lists findings by the place of the rule, then by code.
func Lint(p *Policy, facts Facts) []Finding {
	l := linter{set: Compile(p), facts: facts}
	l.policy = l.set.policy
	l.broken()
	l.groups()
	l.unreachable()
	l.catalogue()
	l.roles()
	l.shadows()
	l.fights()
	slices.SortStableFunc(l.found, func(a, b Finding) int {
		return cmp.Or(
			cmp.Compare(a.place, b.place), cmp.Compare(a.Code, b.Code),
			cmp.Compare(a.Slot, b.Slot), cmp.Compare(a.Subject, b.Subject),
		)
	})
	return l.found
}

// linter collects findings.
type linter struct {
	policy *Policy
	set    *Set
	facts  Facts
	found  []Finding
	hidden map[int]bool // places of rules that are shadowed
}

// report adds a finding about the rule at a place; others are stronger rules that have to do with it.
func (l *linter) report(code string, place int, slot, subject string, others ...int) *Finding {
	a := advices[code]
	f := Finding{Code: code, Severity: a.severity, Slot: slot, Subject: subject, Detail: a.detail, Remedy: a.remedy, place: place}
	for _, at := range append([]int{place}, others...) {
		f.Rules = append(f.Rules, l.policy.Rules[at].ID)
	}
	l.found = append(l.found, f)
	return &l.found[len(l.found)-1]
}

// enabled are the places of the rules that are looked at, strongest first.
func (l *linter) enabled() []int {
	var places []int
	for i := range l.policy.Rules {
		if l.policy.Rules[i].Enabled {
			places = append(places, i)
		}
	}
	return places
}

// always reports whether the rule at a place matches every member of its group.
func (l *linter) always(place int) bool {
	c := &l.set.rules[place]
	return c.group != "" && !c.broken && c.condition == nil
}

// implies reports whether whoever matches the weaker rule matches the stronger one, as far as can be seen from the two: the same group, and no
// condition or the same.
func (l *linter) implies(weaker, stronger int) bool {
	w, s := &l.set.rules[weaker], &l.set.rules[stronger]
	switch {
	case w.group != s.group || w.group == "" || w.broken || s.broken:
		return false
	case s.condition == nil:
		return true
	default:
		return w.condition != nil && w.condition.Expr().String() == s.condition.Expr().String()
	}
}
