package provision_test

import (
	"context"
	"testing"

	"pgregory.net/rapid"

	"usersync/internal/fault"
	"usersync/internal/plan"
	"usersync/internal/provision"
	"usersync/internal/rule"
	"usersync/internal/tabletest"
)

func (w *works) tracer() *provision.Tracer {
	return &provision.Tracer{Resolver: w.resolver, Supposer: w.runs}
}

func (w *works) whatIf(user string, what provision.WhatIf) provision.Trace {
	w.t.Helper()
	before := tabletest.Holdings(w.t, w.db, "T#")
	trace, err := w.tracer().WhatIf(context.Background(), w.account, user, what)
	w.must(err)
	if tabletest.Holdings(w.t, w.db, "T#") != before {
		w.t.Error("something was written")
	}
	return trace
}

// outcome reads what a trace ends with, as sees does.
func outcome(trace provision.Trace) string {
	text := string(trace.Difference.Will)
	for _, p := range trace.Difference.Products {
		if p.Will != "" {
			text += " " + p.Key + ":" + string(p.Will)
		}
	}
	return text
}

func TestWhatIfIsRefused(t *testing.T) {
	w := newWorks(t)
	group := w.give("meeting", 5)
	ann := w.user("ann", group)
	w.rest()
	if _, err := w.tracer().WhatIf(context.Background(), w.account, "nobody", provision.WhatIf{}); !fault.Is(err, fault.NotFound) {
		t.Errorf("nobody: %v", err)
	}
	if _, err := w.tracer().DryRun(context.Background(), w.account, "nobody"); !fault.Is(err, fault.NotFound) {
		t.Errorf("dry run of nobody: %v", err)
	}
	what := provision.WhatIf{Grants: []rule.Grant{{Product: "webinar"}}}
	if _, err := w.tracer().WhatIf(context.Background(), w.account, ann, what); !fault.Is(err, fault.Invalid) {
		t.Errorf("an unknown product: %v", err)
	}
	w.must(w.directory.DeleteUser(context.Background(), w.idp, ann, 0))
	if _, err := w.tracer().WhatIf(context.Background(), w.account, ann, provision.WhatIf{}); !fault.Is(err, fault.NotFound) {
		t.Errorf("somebody who is gone: %v", err)
	}
	if trace, err := w.tracer().DryRun(context.Background(), w.account, ann); err != nil || outcome(trace) != "suspended" {
		t.Errorf("dry run of somebody who is gone: %s, %v", outcome(trace), err)
	}
}

func TestWhatIf(t *testing.T) {
	w := newWorks(t)
	meeting, webinar := w.give("meeting", 1), w.give("webinar", 5)
	above := w.group("above")
	w.publish(func(p *rule.Policy) {
		p.Products = append(p.Products, rule.Product{Key: "room", Name: "Room"})
		p.Rules = append(p.Rules, gives("R-room", above, "room"))
		p.Rules[1].Condition = `title eq "Boss"`
	})
	w.must(w.resolver.SettleSeats(context.Background(), w.account, "room"))
	w.members(above, "add", webinar)
	ann, ben := w.user("ann", meeting), w.user("ben")
	w.rest()
	for name, c := range map[string]struct {
		user string
		what provision.WhatIf
		want string
	}{
		"nothing":                      {ann, provision.WhatIf{}, "active"},
		"out of the only group":        {ann, provision.WhatIf{RemoveGroups: []string{meeting}}, "suspended"},
		"switched off":                 {ann, provision.WhatIf{Attributes: map[string]any{"active": false}}, "suspended"},
		"a product is denied":          {ann, provision.WhatIf{Grants: []rule.Grant{{Product: "meeting", Deny: true}}}, "active"},
		"another wants the last seat":  {ben, provision.WhatIf{AddGroups: []string{meeting}}, "invited meeting:waiting"},
		"a group within a group":       {ben, provision.WhatIf{AddGroups: []string{webinar}}, "active room:granted"},
		"and the condition holds":      {ben, provision.WhatIf{AddGroups: []string{webinar}, Attributes: map[string]any{"title": "Boss"}}, "active room:granted webinar:granted"},
		"something is given by hand":   {ben, provision.WhatIf{Grants: []rule.Grant{{Product: "room"}}}, "active room:granted"},
		"somebody whom no rule knows":  {ben, provision.WhatIf{Attributes: map[string]any{"title": "Boss"}}, ""},
		"an attribute that is no more": {ben, provision.WhatIf{AddGroups: []string{webinar}, Attributes: map[string]any{"title": nil}}, "active room:granted"},
	} {
		t.Run(name, func(t *testing.T) {
			if got := outcome(w.whatIf(c.user, c.what)); got != c.want {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}

// For whatever was done to somebody: what the dry run says is what the resolve then does.
func TestADryRunSaysWhatTheResolveDoes(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		w := newWorks(t)
		groups := []string{w.give("meeting", int64(rapid.IntRange(0, 2).Draw(r, "seats"))), w.give("webinar", -1)}
		users := []string{w.user("ann"), w.user("ben"), w.user("cem")}
		for range rapid.IntRange(1, 12).Draw(r, "steps") {
			user := rapid.SampledFrom(users).Draw(r, "user")
			switch rapid.IntRange(0, 4).Draw(r, "step") {
			case 0:
				w.members(rapid.SampledFrom(groups).Draw(r, "group"), "add", user)
			case 1:
				w.members(rapid.SampledFrom(groups).Draw(r, "group"), "remove", user)
			case 2:
				w.setActive(user, rapid.Bool().Draw(r, "active"))
			case 3:
				w.grant(user, rule.Grant{Product: "meeting", Deny: rapid.Bool().Draw(r, "deny")})
			case 4:
				w.mark(user, provision.MarkPin, "")
			}
			w.foretells(r, rapid.SampledFrom(users).Draw(r, "looked at"))
		}
	})
}

func (w *works) foretells(r *rapid.T, user string) {
	before := w.record(user)
	stored := tabletest.Holdings(w.t, w.db, "T#")
	trace, err := w.tracer().DryRun(context.Background(), w.account, user)
	w.must(err)
	if tabletest.Holdings(w.t, w.db, "T#") != stored {
		r.Fatal("the dry run wrote")
	}
	w.resolve(user)
	after := w.record(user)
	if changed := !plan.Same(before.Outcome, after.Outcome); changed != (trace.Change.Outcome != nil) {
		r.Fatalf("changed: %v, but the dry run says %+v", changed, trace.Change)
	}
	if trace.Change.Outcome != nil && !plan.Same(trace.Change.Outcome, after.Outcome) {
		r.Fatalf("the dry run says %+v, it is %+v", trace.Change.Outcome, after.Outcome)
	}
}
