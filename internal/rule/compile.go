package rule

import (
	"slices"

	"usersync/internal/scim/filter"
	"usersync/internal/scim/schema"
)

// The failure codes of domain.md section 8 that a decision can report.
const (
	codeGroupMissing    = "group_missing"
	codeTemplateMissing = "template_missing"
	codeRole            = "role_not_assignable"
	codeInvalid         = "invalid_value"
)

// The slots, by their names in a rule.
const (
	slotGroup     = "group"
	slotCondition = "condition"
	slotProducts  = "products"
	slotRole      = "role"
	slotUserGroup = "userGroup"
	slotSettings  = "settingsTemplate"
	slotLanguage  = "language"
	slotWelcome   = "welcomeMail"
)

// compiler turns one rule into its compiled form and collects what is wrong with it.
type compiler struct {
	rule     *Rule
	known    *known
	problems []Problem
}

func (c *compiler) compile() compiled {
	r := c.rule
	out := compiled{id: r.ID, group: r.Group}
	if r.Group == "" {
		c.report(codeGroupMissing, slotGroup, "")
	}
	out.condition, out.broken = c.condition()
	if !out.broken {
		out.asked = ConditionGroups(r.Condition)
	}
	out.products = c.products()
	out.role = c.role()
	out.userGroup = c.choice(r.UserGroup, c.known.userGroup, codeGroupMissing, slotUserGroup)
	out.settings = c.choice(r.SettingsTemplate, c.known.settingsTemplate, codeTemplateMissing, slotSettings)
	out.welcome = c.choice(r.WelcomeMail, c.known.welcomeMail, codeTemplateMissing, slotWelcome)
	out.language = c.language()
	return out
}

func (c *compiler) report(code, slot, subject string) {
	c.problems = append(c.problems, Problem{Code: code, Rule: c.rule.ID, Slot: slot, Subject: subject})
}

func (c *compiler) condition() (f *filter.Filter, broken bool) {
	if c.rule.Condition == "" {
		return nil, false
	}
	f, err := parseCondition(c.rule.Condition, c.known.person)
	if err != nil {
		c.report(codeInvalid, slotCondition, "")
		return nil, true
	}
	return f, false
}

// parseCondition reads and binds a condition within the limits of a rule.
func parseCondition(text string, person *schema.ResourceType) (*filter.Filter, error) {
	expr, err := filter.ParseLimited(text, MaxConditionBytes, MaxConditionDepth, MaxConditionNodes)
	if err != nil {
		return nil, err
	}
	return filter.Compile(expr, person)
}

// products lists the rule's products once each; an unknown plan is left out, so that nobody loses a product
// for a plan that was renamed.
func (c *compiler) products() []claim {
	var claims []claim
	for _, g := range c.rule.Products {
		if slices.ContainsFunc(claims, func(x claim) bool { return x.key == g.Key }) {
			continue
		}
		plan, known, planKnown := c.known.grant(g)
		if !known || !planKnown {
			c.report(codeInvalid, slotProducts, g.Key)
		}
		claims = append(claims, claim{key: g.Key, plan: plan, rule: c.rule.ID, source: FromRule, broken: !known})
	}
	return claims
}

func (c *compiler) role() word[Role] {
	if c.rule.Role == nil {
		return word[Role]{}
	}
	if k := c.rule.Role.Kind; k.known() && !c.known.assignable(k) {
		c.report(codeRole, slotRole, string(k))
		return word[Role]{value: *c.rule.Role, stated: true, broken: true}
	}
	role, faults := c.known.role(*c.rule.Role)
	for _, f := range faults {
		c.report(f.code, slotRole, f.subject)
	}
	return word[Role]{value: role, stated: true, broken: !role.usable()}
}

func (c *compiler) choice(v Choice, known func(Choice) bool, code, slot string) word[Choice] {
	w := word[Choice]{value: v, stated: v.Stated()}
	if w.stated && !known(v) {
		w.broken = true
		c.report(code, slot, string(v))
	}
	return w
}

func (c *compiler) language() word[string] {
	w := word[string]{value: c.rule.Language, stated: c.rule.Language != ""}
	if w.stated && !slices.Contains(Languages, w.value) {
		w.broken = true
		c.report(codeInvalid, slotLanguage, w.value)
	}
	return w
}
