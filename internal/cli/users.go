package cli

import (
	"context"
	"slices"
	"strings"

	"usersync/internal/cli/printer"
	"usersync/internal/client"
)

// usersCommand is `usersync users`.
type usersCommand struct {
	Flags

	List     usersListCommand     `cmd:"" default:"withargs" help:"List account users, or search them."`
	Show     usersShowCommand     `cmd:"" help:"Show what a user has."`
	Timeline usersTimelineCommand `cmd:"" help:"List what happened to a user, newest first."`
	Sync     usersSyncCommand     `cmd:"" help:"Sync one user now, or with --dry-run say what that would do."`
	WhatIf   usersWhatIfCommand   `cmd:"" help:"Say what a user would get with other groups, attributes or grants. Nothing is changed."`
	Welcome  usersWelcomeCommand  `cmd:"" help:"Send a user the welcome mail once more."`
	Erase    usersEraseCommand    `cmd:"" help:"Forget a person for good."`
	Grants   usersGrantsCommand   `cmd:"" help:"What an admin gave a user or denied by hand."`
}

type usersListCommand struct {
	Paging
	Text    string `placeholder:"PART" help:"Only users with this in their userName or displayName."`
	State   string `placeholder:"STATE" help:"Only users in this state: invited, active, suspended or erased."`
	Product string `placeholder:"KEY" help:"Only users who have this product or wait for it."`
	Group   string `placeholder:"ID" help:"Only users in the user group of this id; none: in no user group."`
	Rule    string `placeholder:"ID" help:"Only users to whom this rule gives something."`
	Filter  string `placeholder:"FILTER" help:"A filter as the API takes it: userName eq \"ann@example.com\"."`
}

// Help has the examples.
func (usersListCommand) Help() string {
	return `    usersync users --state suspended
    usersync users --product meeting --output csv > meeting.csv`
}

// Run lists users.
func (c *usersListCommand) Run(ctx context.Context, s *Session) error {
	return s.list(ctx, c.Paging, listing{
		path:  "/users",
		query: query("text", c.Text, "state", c.State, "product", c.Product, "userGroup", c.Group, "rule", c.Rule, "filter", c.Filter),
		empty: "No user of the account fits. Users are there once a rule matches them.",
		columns: []column{
			col("USER", "userName"), col("NAME", "displayName"), col("STATE", "state"),
			{"PRODUCTS", productsOf},
			col("ROLE", "role.kind"), col("LANGUAGE", "language.tag"),
			{"PROBLEMS", problemsOf},
			col("ID", "id"),
		},
	})
}

// productsOf are a user's products in short: "meeting:pro, webinar (waits, 3rd)".
func productsOf(o object) string {
	var words []string
	for _, p := range o.list("products") {
		word := withPlan(p.text("key"), p.text("plan"))
		if p.text("state") == "waiting" {
			word += " (waiting " + p.text("position") + ")"
		}
		words = append(words, word)
	}
	return strings.Join(words, ", ")
}

func problemsOf(o object) string {
	var words []string
	for _, p := range o.list("problems") {
		words = append(words, p.text("code"))
	}
	return strings.Join(words, ", ")
}

// UserArgument names a user.
type UserArgument struct {
	User string `arg:"" help:"A user: an id, a userName or an e-mail address."`
}

type usersShowCommand struct{ UserArgument }

// Run shows a user.
func (c *usersShowCommand) Run(ctx context.Context, s *Session) error {
	id, err := s.userID(ctx, c.User)
	if err != nil {
		return err
	}
	answer, o, err := s.get(ctx, client.Path("users", id), nil)
	if err != nil {
		return err
	}
	names, err := s.ruleNames(ctx, "live")
	if err != nil {
		return err
	}
	return s.show(printer.Document{JSON: answer.Body, Parts: userParts(o, names)})
}

func userParts(o object, n names) []printer.Part {
	by := func(value, path string) string {
		if id := o.text(path); id != "" && value != "" {
			return value + " by " + n.name(id)
		}
		return value
	}
	facts := printer.Facts{
		{Name: "user", Value: o.text("userName")},
		{Name: "name", Value: o.text("displayName")},
		{Name: "id", Value: o.text("id")},
		{Name: "state", Value: o.text("state")},
		{Name: "role", Value: by(o.text("role.kind"), "role.rule")},
		{Name: "user group", Value: by(or(n.name(o.text("userGroup.id")), "none"), "userGroup.rule")},
		{Name: "settings template", Value: by(o.text("settingsTemplate.id"), "settingsTemplate.rule")},
		{Name: "language", Value: by(o.text("language.tag"), "language.rule")},
		{Name: "welcome mail", Value: strings.TrimSpace(o.text("welcomeMail.state") + " " + o.text("welcomeMail.at"))},
		{Name: "pending", Value: o.text("pending")},
		{Name: "rules version", Value: o.text("rulesVersion")},
		{Name: "problems", Value: problemsOf(o)},
		{Name: "kept by holds", Value: keptBy(o)},
	}
	products := table("No products.", o.list("products"), []column{
		col("PRODUCT", "key"), col("PLAN", "plan"),
		{"STATE", func(p object) string { return strings.TrimSpace(p.text("state") + " " + p.text("position")) }},
		{"BY", func(p object) string { return or(n.name(p.text("rule")), p.text("owner")) }},
	})
	return []printer.Part{facts, products}
}

type usersTimelineCommand struct {
	UserArgument
	Paging
}

// Run lists what happened.
func (c *usersTimelineCommand) Run(ctx context.Context, s *Session) error {
	id, err := s.userID(ctx, c.User)
	if err != nil {
		return err
	}
	names, err := s.ruleNames(ctx, "live")
	if err != nil {
		return err
	}
	return s.list(ctx, c.Paging, listing{path: client.Path("users", id, "timeline"), columns: []column{
		col("WHEN", "at"), col("WHAT", "kind"),
		{"WHY", func(o object) string { return joined(" ", o.text("cause"), o.text("note"), o.text("mail.reason")) }},
		col("BY", "by"),
		{"STATE", func(o object) string { return stateChange(o.object("changes")) }},
		{"PRODUCTS", func(o object) string { return productChanges(o.object("changes"), names) }},
		{"ELSE", func(o object) string {
			return joined(" ", slotChanges(o.object("changes"), names), o.text("language"), grantOf(o.object("grant")), turnsOf(o), mailIn(o.object("mail")))
		}},
	}})
}

// keptBy is what a user has only because holds are not decided: "01J...: the account in use, meeting".
func keptBy(o object) string {
	var words []string
	for _, held := range o.list("held") {
		words = append(words, held.text("hold")+": "+keeps(held))
	}
	return strings.Join(words, "; ")
}

// turnsOf is what happened between a user and holds: "withheld under 01J... (open): meeting".
func turnsOf(o object) string {
	var words []string
	if hold := o.text("hold"); hold != "" {
		words = append(words, "hold "+hold)
	}
	for _, turn := range o.list("holds") {
		words = append(words, turn.text("turn")+" under hold "+turn.text("hold")+" ("+or(turn.text("state"), "gone")+"): "+keeps(turn))
	}
	return strings.Join(words, "; ")
}

func mailIn(mail object) string {
	if mail == nil {
		return ""
	}
	return joined(" ", mail.text("name"), mail.text("template"), mail.text("language"))
}

// joined puts a separator between those of the words that are not empty.
func joined(separator string, words ...string) string {
	return strings.Join(slices.DeleteFunc(words, func(word string) bool { return word == "" }), separator)
}

func stateChange(changes object) string {
	if changes == nil {
		return ""
	}
	return arrow(changes.text("stateBefore"), changes.text("stateAfter"))
}
