package adminapi

import (
	"strings"

	"usersync/internal/plan"
)

// ChangeView is what a plan would make of one user.
type ChangeView struct {
	User        string              `json:"userId"`
	UserName    string              `json:"userName"`
	DisplayName string              `json:"displayName,omitempty"`
	Before      string              `json:"stateBefore" doc:"None, invited, active, suspended or erased."`
	After       string              `json:"stateAfter"`
	Products    []ProductChangeView `json:"products,omitempty"`
	Slots       []SlotChangeView    `json:"slots,omitempty"`
	Mail        *PlannedMail        `json:"mail,omitempty" doc:"The welcome mail that would be decided on."`
	Raised      []string            `json:"failuresRaised,omitempty"`
	Cleared     []string            `json:"failuresCleared,omitempty"`
}

// ProductChangeView is one product that changes, or that the user would wait for.
type ProductChangeView struct {
	Key        string `json:"key"`
	Before     string `json:"before" doc:"None, waiting or granted."`
	After      string `json:"after"`
	PlanBefore string `json:"planBefore,omitempty"`
	PlanAfter  string `json:"planAfter,omitempty"`
	Owner      string `json:"owner,omitempty" doc:"Who gives it afterwards, or gave it: rule, hand or prerequisite."`
	Rule       string `json:"rule,omitempty"`
}

// SlotChangeView is a role, user group, settings template or language that changes.
type SlotChangeView struct {
	Slot   string `json:"slot"`
	Before string `json:"before"`
	After  string `json:"after"`
	Source string `json:"source,omitempty"`
	Rule   string `json:"rule,omitempty"`
}

// PlannedMail is a welcome mail that would be decided on.
type PlannedMail struct {
	Template string `json:"template" doc:"None: nothing would be sent."`
	Language string `json:"language"`
	Reason   string `json:"reason,omitempty" doc:"Why nothing would be sent."`
}

func changeView(d plan.Difference) ChangeView {
	view := ChangeView{
		User: d.User, UserName: d.UserName, DisplayName: d.DisplayName, Before: word(string(d.Was)), After: word(string(d.Will)),
		Raised: d.Raised, Cleared: d.Cleared,
	}
	for _, p := range d.Products {
		view.Products = append(view.Products, ProductChangeView{
			Key: p.Key, Before: word(string(p.Was)), After: word(string(p.Will)), PlanBefore: p.WasPlan, PlanAfter: p.WillPlan,
			Owner: string(p.Owner), Rule: p.Rule,
		})
	}
	for _, s := range d.Slots {
		view.Slots = append(view.Slots, SlotChangeView{Slot: s.Slot, Before: s.Was, After: s.Will, Source: string(s.Source), Rule: s.Rule})
	}
	if d.Mail != nil {
		view.Mail = &PlannedMail{Template: string(d.Mail.Template), Language: d.Mail.Language, Reason: d.Mail.Reason}
	}
	return view
}

// word is a state, or that there is none.
func word(state string) string {
	if state == "" {
		return "none"
	}
	return state
}

// changeColumns are those of the CSV of a plan's changes.
var changeColumns = []column[ChangeView]{
	{"userId", func(c ChangeView) string { return c.User }},
	{"userName", func(c ChangeView) string { return c.UserName }},
	{"displayName", func(c ChangeView) string { return c.DisplayName }},
	{"stateBefore", func(c ChangeView) string { return c.Before }},
	{"stateAfter", func(c ChangeView) string { return c.After }},
	{"gains", func(c ChangeView) string {
		return c.products(func(p ProductChangeView) bool { return p.After == granted && p.Before != granted })
	}},
	{"loses", func(c ChangeView) string {
		return c.products(func(p ProductChangeView) bool { return p.Before == granted && p.After != granted })
	}},
	{"waitsFor", func(c ChangeView) string {
		return c.products(func(p ProductChangeView) bool { return p.After == string(plan.Waiting) })
	}},
	{"roleBefore", func(c ChangeView) string { return c.slot("role").Before }},
	{"roleAfter", func(c ChangeView) string { return c.slot("role").After }},
	{"userGroupBefore", func(c ChangeView) string { return c.slot("userGroup").Before }},
	{"userGroupAfter", func(c ChangeView) string { return c.slot("userGroup").After }},
	{"settingsTemplateBefore", func(c ChangeView) string { return c.slot("settingsTemplate").Before }},
	{"settingsTemplateAfter", func(c ChangeView) string { return c.slot("settingsTemplate").After }},
	{"languageBefore", func(c ChangeView) string { return c.slot("language").Before }},
	{"languageAfter", func(c ChangeView) string { return c.slot("language").After }},
	{"rules", ChangeView.rules},
	{"failures", func(c ChangeView) string { return strings.Join(c.Raised, " ") }},
}

const granted = string(plan.Granted)

// products lists the keys of some of the changes, each with its plan where it has one.
func (c ChangeView) products(pick func(ProductChangeView) bool) string {
	var keys []string
	for _, p := range c.Products {
		if !pick(p) {
			continue
		}
		key := p.Key
		if p.PlanAfter != "" {
			key += ":" + p.PlanAfter
		}
		keys = append(keys, key)
	}
	return strings.Join(keys, " ")
}

func (c ChangeView) slot(name string) SlotChangeView {
	for _, s := range c.Slots {
		if s.Slot == name {
			return s
		}
	}
	return SlotChangeView{}
}

// rules lists the rules that decide the changes, each once, in the order of the columns.
func (c ChangeView) rules() string {
	var ids []string
	seen := map[string]bool{"": true}
	add := func(id string) {
		if !seen[id] {
			seen[id] = true
			ids = append(ids, id)
		}
	}
	for _, p := range c.Products {
		add(p.Rule)
	}
	for _, s := range c.Slots {
		add(s.Rule)
	}
	return strings.Join(ids, " ")
}
