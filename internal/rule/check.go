package rule

import (
	"fmt"
	"slices"
	"unicode/utf8"

	"usersync/internal/fault"
)

// Check finds what is wrong with a rule as a person entered it, given the rest of the policy: unknown product or plan,
// role not assignable, unknown template, user group or language, bad condition, over a limit. The error is fault.Invalid (invalid_rule) with
// one Field per fault (paths as in the admin API: "products[0].key"), or nil. A rule whose id the policy does not have counts
// as one more. Whether the directory group exists is for the caller to check.
func Check(r Rule, p *Policy) error {
	c := checker{known: newKnown(p)}
	known := slices.ContainsFunc(p.Rules, func(x Rule) bool { return x.ID == r.ID })
	if !known && len(p.Rules) >= MaxRules {
		c.at("rules", fmt.Sprintf("An account has at most %d rules. Delete one first.", MaxRules))
	}
	return c.rule(r)
}

// CheckAll is Check for every rule of a policy: the errors, one for each rule, in order; nil where a rule can stay as it is.
func CheckAll(p *Policy) []error {
	known := newKnown(p)
	errs := make([]error, len(p.Rules))
	for i, r := range p.Rules {
		c := checker{known: known}
		errs[i] = c.rule(r)
	}
	return errs
}

// checker collects what is wrong with something that a person entered.
type checker struct {
	known  known
	fields []fault.Field
}

func (c *checker) at(path, detail string) {
	c.fields = append(c.fields, fault.Field{Path: path, Detail: detail})
}

func (c *checker) err(code, detail string) error {
	if len(c.fields) == 0 {
		return nil
	}
	e := fault.New(fault.Invalid, code, "%s", detail)
	e.Fields = c.fields
	return e
}

// rule judges a rule by itself.
func (c *checker) rule(r Rule) error {
	c.size(r)
	c.condition(r.Condition)
	c.products(r.Products)
	if r.Role != nil {
		c.role(*r.Role)
	}
	c.choice(r.UserGroup, c.known.userGroup, slotUserGroup, `There is no such user group. Give the id of one, or "none".`)
	c.choice(r.SettingsTemplate, c.known.settingsTemplate, slotSettings, `There is no such settings template. Give the id of one, or "default".`)
	c.choice(r.WelcomeMail, c.known.welcomeMail, slotWelcome, `There is no such e-mail template. Give the id of one, "default" or "none".`)
	if r.Language != "" && !slices.Contains(Languages, r.Language) {
		c.at(slotLanguage, "Must be one of en, fr, it, de, es, pt and nl.")
	}
	return c.err("invalid_rule", "The rule cannot be saved as it is. Correct the members that are named.")
}

func (c *checker) size(r Rule) {
	if r.Group == "" {
		c.at(slotGroup, "A rule needs the id of a directory group.")
	}
	switch {
	case !utf8.ValidString(r.Description):
		c.at("description", "Must be valid UTF-8.")
	case utf8.RuneCountInString(r.Description) > MaxDescription:
		c.at("description", fmt.Sprintf("Must be at most %d characters long.", MaxDescription))
	}
}

func (c *checker) condition(text string) {
	if text == "" {
		return
	}
	if len(text) > MaxConditionBytes {
		c.at(slotCondition, fmt.Sprintf("Must be at most %d bytes long.", MaxConditionBytes))
		return
	}
	if _, err := parseCondition(text, c.known.person); err != nil {
		c.at(slotCondition, conditionDetail(err))
	}
}

// conditionDetail is the filter's own sentence, which says where and never echoes; other errors have none for the person.
func conditionDetail(err error) string {
	if detail := fault.As(err).Detail; detail != "" {
		return detail
	}
	return "Cannot be read as a SCIM filter."
}

func (c *checker) products(products []ProductGrant) {
	seen := map[string]bool{}
	for i, g := range products {
		_, known, planKnown := c.known.grant(g)
		path := fmt.Sprintf("products[%d]", i)
		switch {
		case !known:
			c.at(path+".key", "There is no such product.")
		case seen[g.Key]:
			c.at(path+".key", "The product is named twice.")
		case !planKnown:
			c.at(path+".plan", "The product has no such plan.")
		}
		seen[g.Key] = true
	}
}

func (c *checker) role(r Role) {
	switch {
	case !r.Kind.known():
		c.at("role.kind", "Must be member, manager or admin.")
	case !c.known.assignable(r.Kind):
		c.at("role.kind", "The account's settings do not let rules give this role.")
	}
	if r.Kind == Manager {
		c.manager(r)
		return
	}
	if len(r.Privileges) > 0 {
		c.at("role.privileges", "Only a manager has privileges.")
	}
	if r.Managed.All || len(r.Managed.IDs) > 0 {
		c.at("role.managedGroups", "Only a manager has managed groups.")
	}
}

func (c *checker) manager(r Role) {
	if len(r.Privileges) == 0 {
		c.at("role.privileges", "A manager needs at least one privilege.")
	}
	for i, p := range r.Privileges {
		if !slices.Contains(privileges, p) {
			c.at(fmt.Sprintf("role.privileges[%d]", i), "There is no such privilege.")
		}
	}
	if r.Managed.All && len(r.Managed.IDs) > 0 {
		c.at("role.managedGroups", `Give either "all" or a list of user groups.`)
	}
	for i, id := range r.Managed.IDs {
		if !c.known.userGroups[id] {
			c.at(fmt.Sprintf("role.managedGroups[%d]", i), "There is no such user group.")
		}
	}
}

func (c *checker) choice(v Choice, known func(Choice) bool, path, detail string) {
	if v.Stated() && !known(v) {
		c.at(path, detail)
	}
}
