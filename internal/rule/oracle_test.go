package rule_test

import (
	"crypto/sha256"
	"fmt"
	"math/big"
	"slices"
	"strings"

	"usersync/internal/rule"
)

// This file is the rules' description read a second time, sentence by sentence, without an eye on speed and
// without a word of the package's own workings. It says who wins; the reasons of the losers are checked against that.

// verdict is who decides a slot, and with what: "" where nobody does.
type verdict struct {
	by    string // rule or grant id; "own"
	value string
}

// naive is what the oracle says of one user.
type naive struct {
	side                                      string // of a roll-out: the reason
	matching                                  []rule.Rule
	role, userGroup, settings, mail, language verdict
	verdicts                                  []rule.Reason            // on every rule: why it does not match, "" where it does
	products                                  map[string]string        // key to "owner/by/plan"
	outdone                                   map[string][]rule.Reason // key to why later words for the product did not decide
	refused                                   []refusal                // strongest first
	problems                                  []string                 // sorted: "code by slot subject"
}

// refusal is a word for a product that the user does not get.
type refusal struct {
	by, key string
	reason  rule.Reason
}

func ask(p *rule.Policy, in rule.Input) naive {
	o := oracle{p: p, in: in}
	o.rules, o.side = o.decides()
	n := naive{side: o.side}
	for _, r := range o.rules {
		why := o.why(r)
		n.verdicts = append(n.verdicts, why)
		if why == "" {
			o.matching = append(o.matching, r)
		}
	}
	n.matching = o.matching
	n.role, n.userGroup = o.role(), o.userGroup()
	n.settings = o.first(func(r rule.Rule) (string, bool) {
		v := string(r.SettingsTemplate)
		return v, v == "default" || v == "s0" || v == "s1"
	})
	n.mail = o.first(func(r rule.Rule) (string, bool) {
		v := string(r.WelcomeMail)
		return v, v == "default" || v == "none" || v == "m0" || v == "m1"
	})
	n.language = o.language()
	n.products, n.outdone, n.refused = o.products()
	n.problems = o.problems(n.products)
	return n
}

type oracle struct {
	p        *rule.Policy
	rules    []rule.Rule // of the list that decides
	side     string
	in       rule.Input
	matching []rule.Rule
}

// decides picks the list of rules: those of the policy, unless somebody is outside of the pilot of a roll-out.
func (o oracle) decides() (rules []rule.Rule, reason string) {
	r := o.p.Rollout
	if r == nil {
		return o.p.Rules, ""
	}
	sum := sha256.Sum256(fmt.Appendf(nil, "%s\x00%s", r.ID, o.in.ID))
	place := new(big.Int).Mod(new(big.Int).SetBytes(sum[:8]), big.NewInt(100)).Int64()
	switch {
	case r.Group != "" && o.in2(r.Group):
		return o.p.Rules, "pilot_group"
	case place < int64(r.Percent):
		return o.p.Rules, "percent"
	}
	return r.Base, "outside_pilot"
}

func (o oracle) in2(group string) bool {
	return slices.Contains(o.in.Groups, group) && !o.gone(group)
}

// why is why a rule does not match, or "".
func (o oracle) why(r rule.Rule) rule.Reason {
	switch {
	case !r.Enabled:
		return "disabled"
	case r.Group == "" || o.gone(r.Group):
		return "broken"
	case !slices.Contains(o.in.Groups, r.Group):
		return "not_member"
	case !readable(r.Condition), slices.ContainsFunc(named(r.Condition), o.gone):
		return "broken"
	case !o.holds(r.Condition):
		return "condition"
	case o.barred() != "":
		return "unverified"
	}
	return ""
}

// barred is why rules give nothing to somebody with this address, or "".
func (o oracle) barred() string {
	parts := strings.Split(o.in.Email, "@")
	switch {
	case len(o.p.VerifiedDomains) == 0:
	case o.in.Email == "":
		return "missing_attribute"
	case len(parts) < 2:
		return "domain_not_verified"
	case !slices.Contains(o.p.VerifiedDomains, strings.ToLower(parts[len(parts)-1])):
		return "domain_not_verified"
	}
	return ""
}

func (o oracle) gone(group string) bool {
	return o.in.GoneGroups[group] || slices.Contains(o.p.Gone, group)
}

// named are the groups that the conditions of the worlds ask for.
func named(condition string) []string {
	switch condition {
	case `memberOf eq "g1"`:
		return []string{"g1"}
	case `not (memberOf eq "g2")`:
		return []string{"g2"}
	case `memberOf eq "g1" and memberOf eq "g3"`:
		return []string{"g1", "g3"}
	case `memberOf eq "g2" or memberOf eq "g4"`:
		return []string{"g2", "g4"}
	}
	return nil
}

func readable(condition string) bool {
	return condition != "((" && !strings.HasPrefix(condition, "shoeSize")
}

func (o oracle) holds(condition string) bool {
	switch title, _ := o.in.User["title"].(string); condition {
	case "":
		return true
	case `memberOf eq "g1"`:
		return o.in2("g1")
	case `not (memberOf eq "g2")`:
		return !o.in2("g2")
	case `memberOf eq "g1" and memberOf eq "g3"`:
		return o.in2("g1") && o.in2("g3")
	case `memberOf eq "g2" or memberOf eq "g4"`:
		return o.in2("g2") || o.in2("g4")
	case `title sw "Intern"`:
		return strings.HasPrefix(title, "Intern")
	default:
		return false // cannot be read
	}
}

// first is "strongest that states one", among what can be evaluated.
func (o oracle) first(states func(rule.Rule) (string, bool)) verdict {
	for _, r := range o.matching {
		if v, ok := states(r); ok {
			return verdict{r.ID, v}
		}
	}
	return verdict{}
}

// grants lists what an admin gives or denies now, newest first.
func (o oracle) grants(deny bool) []rule.Grant {
	var out []rule.Grant
	for _, g := range o.in.Grants {
		if g.Deny == deny && (g.Until.IsZero() || g.Until.After(o.in.Now)) {
			out = append(out, g)
		}
	}
	slices.SortFunc(out, func(a, b rule.Grant) int { return strings.Compare(b.ID, a.ID) })
	return out
}

func (o oracle) role() verdict {
	allowed := func(r *rule.Role) (string, bool) {
		text, ok := plainRole(r)
		for _, g := range o.grants(true) {
			ok = ok && (g.Role == nil || g.Role.Kind != r.Kind)
		}
		return text, ok
	}
	for _, g := range o.grants(false) {
		if text, ok := allowed(g.Role); ok {
			return verdict{g.ID, text}
		}
	}
	return o.first(func(r rule.Rule) (string, bool) {
		if r.Role != nil && o.p.AssignableRoles != nil && !slices.Contains(o.p.AssignableRoles, r.Role.Kind) {
			return "", false
		}
		return allowed(r.Role)
	})
}

// plainRole writes a role down; the worlds know the privileges manage_users and view_reports and the groups u0 and u1.
func plainRole(r *rule.Role) (text string, ok bool) {
	if r == nil {
		return "", false
	}
	if r.Kind != rule.Manager {
		return string(r.Kind), r.Kind == rule.Member || r.Kind == rule.Admin
	}
	var can, over []string
	for _, x := range []string{"manage_users", "view_reports"} {
		if slices.Contains(r.Privileges, x) {
			can = append(can, x)
		}
	}
	for _, x := range []string{"u0", "u1"} {
		if slices.Contains(r.Managed.IDs, x) {
			over = append(over, x)
		}
	}
	groups := "nobody"
	if r.Managed.All {
		groups = "all"
	} else if len(over) > 0 {
		groups = strings.Join(over, " and ")
	}
	return "manager of " + groups + ": " + strings.Join(can, ", "), len(can) > 0
}

func (o oracle) userGroup() verdict {
	allowed := func(c rule.Choice) (string, bool) {
		ok := c == "none" || c == "u0" || c == "u1"
		for _, g := range o.grants(true) {
			ok = ok && g.Group != c
		}
		return string(c), ok
	}
	for _, g := range o.grants(false) {
		if text, ok := allowed(g.Group); ok {
			return verdict{g.ID, text}
		}
	}
	return o.first(func(r rule.Rule) (string, bool) { return allowed(r.UserGroup) })
}

func (o oracle) language() verdict {
	tags := map[string]string{"de-AT": "de", "pt-BR": "pt", "fr": "fr", "nl-BE, fr;q=0.5": "nl", "it": "it"}
	if v := tags[o.in.OwnLanguage]; v != "" {
		return verdict{"own", v}
	}
	stated := o.first(func(r rule.Rule) (string, bool) {
		return r.Language, slices.Contains([]string{"de", "fr", "en"}, r.Language)
	})
	if stated.by != "" {
		return stated
	}
	for _, text := range []any{o.in.User["preferredLanguage"], o.in.User["locale"], o.p.DefaultLanguage} {
		if s, _ := text.(string); tags[s] != "" {
			return verdict{value: tags[s]}
		}
	}
	return verdict{value: "en"}
}
