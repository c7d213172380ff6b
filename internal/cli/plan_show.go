package cli

import (
	"context"
	"net/url"
	"strconv"

	"usersync/internal/cli/printer"
	"usersync/internal/client"
)

// held is the end of a command that shows a plan which waits for an approval; nil for any other.
func held(o object) error {
	if !o.is("held") || o.has("approval") || o.text("state") == "applied" || o.text("state") == "canceled" {
		return nil
	}
	return &exit{ExitHeld, "The guard holds this plan. Somebody may approve it: usersync plan approve " + o.text("id") + " --reason WHY, then usersync plan apply " + o.text("id") + "."}
}

// planOf says what a plan is of, in short.
func planOf(o object) string {
	change := o.object("change")
	switch {
	case change.has("rule.id"):
		return "another rule " + change.text("rule.id")
	case change.has("rule"):
		return "a new rule"
	case change.has("order"):
		return "another order"
	case change.has("deleteRule"):
		return "without rule " + change.text("deleteRule")
	case change.has("product"):
		return "product " + change.text("product.key")
	case change.has("file"):
		file := change.object("file")
		return "a file: " + count(len(file.texts("added")), "rule", "rules") + " added, " + strconv.Itoa(len(file.texts("changed"))) + " changed, " + strconv.Itoa(len(file.texts("removed"))) + " removed"
	case change.has("syncOn"):
		return map[bool]string{true: "syncing on", false: "syncing off"}[change.is("syncOn")]
	case o.has("draftRevision"):
		return "the draft"
	}
	return "what is live"
}

// planParts are what a plan says, for people.
func (s *Session) planParts(o object) []printer.Part {
	parts := []printer.Part{
		printer.Heading("Plan " + o.text("id") + ": " + planOf(o)),
		printer.Facts{
			{Name: "state", Value: planState(o)},
			{Name: "users looked at", Value: o.text("done")},
			{Name: "approved", Value: approvalOf(o)},
			{Name: "run", Value: o.text("run")},
			{Name: "hold", Value: o.text("hold")},
		},
	}
	if totals := o.object("totals"); totals != nil {
		parts = append(parts, totalsOf(totals))
	}
	if seats := o.list("seats"); len(seats) > 0 {
		parts = append(parts, printer.Heading("Seats"), table("", seats, seatColumns))
	}
	if alarms := gaugesOf(o); len(alarms) > 0 {
		parts = append(parts, printer.Heading("Guard"), table("", alarms, gaugeColumns))
	}
	return parts
}

func planState(o object) string {
	if o.is("held") && !o.has("approval") {
		return o.text("state") + ", held by the guard"
	}
	return o.text("state")
}

func approvalOf(o object) string {
	if !o.has("approval") {
		return ""
	}
	return o.text("approval.at") + " by " + o.text("approval.by") + ": " + o.text("approval.reason")
}

// totalsOf are the totals, without those that are 0, but for the first.
func totalsOf(t object) printer.Facts {
	facts := printer.Facts{{Name: "people whose lot changes", Value: strconv.Itoa(t.number("changed"))}}
	for _, of := range [][2]string{
		{"new", "new"},
		{"get a product", "gaining"},
		{"lose a product", "losing"},
		{"lose everything", "everything"},
		{"suspended", "suspended"},
		{"restored", "restored"},
		{"admins made", "adminsMade"},
		{"admins gone", "adminsGone"},
		{"welcome mails", "mails"},
		{"new failures", "failing"},
	} {
		facts = append(facts, printer.Fact{Name: of[0], Value: nonZero(t.number(of[1]))})
	}
	return facts
}

func nonZero(n int) string {
	if n == 0 {
		return ""
	}
	return strconv.Itoa(n)
}

var seatColumns = []column{
	col("PRODUCT", "key"),
	{"SEATS", func(o object) string { return or(o.text("seats"), "unlimited") }},
	col("USED", "usedBefore"), col("USED AFTER", "usedAfter"),
	col("WAITING", "waitingBefore"), col("WAITING AFTER", "waitingAfter"), col("GAIN", "gained"), col("LOSE", "lost"),
}

// gaugesOf are the gauges that say something.
func gaugesOf(o object) []object {
	var out []object
	for _, g := range o.list("gauges") {
		if g.is("held") || g.number("value") > 0 {
			out = append(out, g)
		}
	}
	return out
}

var gaugeColumns = []column{col("GAUGE", "name"), col("OF", "subject"), col("VALUE", "value"), col("LIMIT", "limit"), col("HELD", "held")}

// changesTable are the changes of a plan as a table.
func (s *Session) changesTable(ctx context.Context, id string, q url.Values) (printer.Table, error) {
	found, err := s.All(ctx, client.Path("plans", id, "changes"), q, shownAtOnce)
	if err != nil {
		return printer.Table{}, err
	}
	changes, err := readAll(found)
	if err != nil {
		return printer.Table{}, err
	}
	s.sayMore(found)
	names, err := s.ruleNames(ctx, "")
	return table("Nobody's lot would change.", changes, changeColumns(names)), err
}
