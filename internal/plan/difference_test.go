package plan_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"usersync/internal/plan"
	"usersync/internal/rule"
)

var planned = time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC)

// having is an outcome of somebody in use with products, as "meeting", "phone?" for one that is waited for, or "meeting=pro" for a plan.
func having(products ...string) *plan.Outcome {
	o := &plan.Outcome{State: plan.Active, UserName: "ann", DisplayName: "Ann", Role: plan.Assigned[rule.Role]{Value: rule.Role{Kind: rule.Member}}}
	for _, text := range products {
		key, waits := strings.CutSuffix(text, "?")
		key, tier, _ := strings.Cut(key, "=")
		p := plan.Product{Key: key, Plan: tier, State: plan.Granted, Owner: rule.FromRule, Rule: "r1"}
		if waits {
			p.State = plan.Waiting
		}
		o.Products = append(o.Products, p)
	}
	return o
}

func as(o *plan.Outcome, change func(*plan.Outcome)) *plan.Outcome { change(o); return o }

// words is a difference in one line, for tables.
func words(d plan.Difference) string {
	out := []string{fmt.Sprintf("%s>%s", d.Was, d.Will)}
	for _, p := range d.Products {
		out = append(out, fmt.Sprintf("%s:%s%s>%s%s", p.Key, p.Was, p.WasPlan, p.Will, p.WillPlan))
	}
	for _, s := range d.Slots {
		out = append(out, fmt.Sprintf("%s:%s>%s%s", s.Slot, s.Was, s.Will, s.Admin))
	}
	for _, code := range d.Raised {
		out = append(out, "+"+code)
	}
	for _, code := range d.Cleared {
		out = append(out, "-"+code)
	}
	return strings.Join(out, " ")
}

func TestDifferencesInWords(t *testing.T) {
	admin := func(o *plan.Outcome) { o.Role.Value = rule.Role{Kind: rule.Admin} }
	failing := func(o *plan.Outcome) {
		o.Problems = []rule.Problem{{Code: "template_missing"}, {Code: "out_of_seats"}, {Code: "group_missing"}}
	}
	for _, c := range []struct {
		name          string
		before, after *plan.Outcome
		want          string
		zero          bool
	}{
		{"nobody stays nobody", nil, nil, ">", true},
		{"nothing changes", having("meeting"), having("meeting"), "active>active", true},
		{"a newcomer", nil, having("meeting", "phone?"), ">active meeting:>granted phone:>waiting role:>member", false},
		{"one product for another", having("meeting", "phone"), having("phone", "room"), "active>active meeting:granted> room:>granted", false},
		{"another plan", having("meeting=basic"), having("meeting=pro"), "active>active meeting:grantedbasic>grantedpro", false},
		{"waits before as after", having("phone?"), having("phone?"), "active>active phone:waiting>waiting", true},
		{"waits no more", having("phone?"), having(), "active>active phone:waiting>", false},
		{"becomes admin", having(), as(having(), admin), "active>active role:member>adminmade", false},
		{"is suspended", as(having("meeting"), admin), as(having(), func(o *plan.Outcome) { o.State = plan.Suspended }), "active>suspended meeting:granted> role:admin>memberunmade", false},
		{"fails", having(), as(having(), failing), "active>active +group_missing +template_missing", false},
		{"fails no more", as(having(), failing), having(), "active>active -group_missing -template_missing", false},
		{"gets another language", having(), as(having(), func(o *plan.Outcome) { o.Language.Value = "de" }), "active>active language:>de", false},
	} {
		t.Run(c.name, func(t *testing.T) {
			d := plan.Compare("u1", c.before, c.after, nil)
			if got := words(d); got != c.want || d.IsZero() != c.zero {
				t.Errorf("%q (nothing: %t), want %q", got, d.IsZero(), c.want)
			}
		})
	}
}

func TestANameIsKeptWhenTheAccountUserGoes(t *testing.T) {
	if d := plan.Compare("u1", having("meeting"), nil, nil); d.UserName != "ann" || d.DisplayName != "Ann" {
		t.Errorf("%+v", d)
	}
}

// What is the same outcome is no difference, and the other way round, whatever is drawn; names and the policy's version aside.
func TestNoDifferenceIsTheSameOutcome(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		w := draw(t)
		before, after := w.before, w.outcome()
		if d := plan.Compare("u", after, after, nil); !d.IsZero() {
			t.Fatalf("from itself: %s", words(d))
		}
		if before == nil || after == nil {
			return
		}
		d := plan.Compare("u", before, after, nil)
		if d.IsZero() && !sameButReasons(before, after) {
			t.Fatalf("no difference between\n%+v\n%+v", before, after)
		}
	})
}

// sameButReasons compares what a person has, not why.
func sameButReasons(a, b *plan.Outcome) bool {
	have := func(o *plan.Outcome) string {
		var text []string
		for _, p := range o.Products {
			text = append(text, p.Key+p.Plan+string(p.State))
		}
		return fmt.Sprint(o.State, text, o.Role.Value, o.UserGroup.Value, o.Settings.Value, o.Language.Value)
	}
	return have(a) == have(b)
}

func rank(id string) int {
	for i, known := range []string{"", "r1", "r2", "r3", "r4"} {
		if known == id {
			return i
		}
	}
	return 1000
}

// A few seats and a line: the oracle serves the line one by one.
func TestSeatsGoToTheHeadOfTheLine(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var line []plan.Claim
		for i := range rapid.IntRange(0, 30).Draw(t, "claims") {
			line = append(line, plan.Claim{
				User: fmt.Sprint("u", i), Rank: rapid.IntRange(0, 3).Draw(t, "rank"),
				Since: planned.Add(time.Duration(rapid.IntRange(0, 3).Draw(t, "since")) * time.Minute),
			})
		}
		kept := rapid.Int64Range(0, 20).Draw(t, "kept")
		var seats *int64
		if rapid.Bool().Draw(t, "limited") {
			seats = new(rapid.Int64Range(0, 40).Draw(t, "seats"))
		}
		a := plan.Allot(seats, kept, slices.Clone(line))
		used, waiting := kept, int64(0)
		slices.SortFunc(line, plan.Claim.Compare)
		for _, c := range line {
			gets := seats == nil || used < *seats
			if gets {
				used++
			} else {
				waiting++
			}
			if a.Gets(c) != gets {
				t.Fatalf("%+v of %d seats, %d kept, in\n%+v: %t", c, seats, kept, line, !gets)
			}
		}
		if a.Used != used || a.Waiting != waiting || a.Scarce != (waiting > 0) {
			t.Fatalf("%+v, want %d used and %d waiting", a, used, waiting)
		}
	})
}

func TestAClaimIsSettled(t *testing.T) {
	full, roomy := plan.Allot(new(int64(0)), 0, []plan.Claim{{User: "u1", Rank: 1, Since: planned}}), plan.Allot(nil, 0, nil)
	mail := &plan.Mail{Template: rule.Default, Language: "en"}
	for _, c := range []struct {
		name          string
		before, after *plan.Outcome
		seats         plan.Allotment
		want          string
		mail          bool
	}{
		{"there is room", nil, having("meeting?"), roomy, ">active meeting:>granted role:>member", true},
		{"there is none", nil, having("meeting?"), full, ">invited meeting:>waiting role:>member", false},
		{"none, but another product is held", having("phone"), having("meeting?", "phone"), full, "active>active meeting:>waiting", true},
		{"none, but no product is named", nil, having(), full, ">active role:>member", false},
		{"the line moves", having("meeting?"), having("meeting?"), roomy, "active>active meeting:waiting>granted", true},
	} {
		t.Run(c.name, func(t *testing.T) {
			d := plan.Compare("u1", c.before, c.after, nil)
			d.Mail = mail
			before := words(d)
			got := d.Settle(map[string]plan.Allotment{"meeting": c.seats}, rank, planned)
			if words(got) != c.want || (got.Mail != nil) != c.mail {
				t.Errorf("%q, mail %v, want %q", words(got), got.Mail, c.want)
			}
			if words(d) != before {
				t.Error("the difference itself was changed")
			}
		})
	}
}

func TestWhoIsInLineKeepsTheirPlace(t *testing.T) {
	since := planned.Add(-time.Hour)
	d := plan.Compare("u1", having("meeting?"), having("meeting?", "phone?"), map[string]time.Time{"meeting": since})
	want := map[string]plan.Claim{"meeting": {User: "u1", Rank: 1, Since: since}, "phone": {User: "u1", Rank: 1, Since: planned}}
	if diff := cmp.Diff(want, d.Claims(rank, planned)); diff != "" {
		t.Error(diff)
	}
}

func TestTotalsCountPeople(t *testing.T) {
	suspended := as(having(), func(o *plan.Outcome) { o.State = plan.Suspended })
	admin := as(having("meeting"), func(o *plan.Outcome) { o.Role.Value = rule.Role{Kind: rule.Admin} })
	var sum plan.Totals
	for _, c := range [][2]*plan.Outcome{
		{nil, having("meeting")},                // new
		{having("meeting"), having("meeting")},  // unchanged
		{having("meeting", "phone"), suspended}, // loses everything
		{having("meeting"), having("phone?")},   // the same, though not suspended
		{suspended, having("meeting")},          // restored
		{admin, having("meeting")},              // no admin any more
		{having("phone?"), having("meeting")},   // leaves the line
		{having("meeting", "phone"), having("meeting")},
	} {
		sum.Add(c[0], plan.Compare("u", c[0], c[1], nil))
	}
	want := plan.Totals{
		Users: 8, InUse: 6, Changed: 7, Gaining: 3, Losing: 3, Everything: 2, Suspended: 1, Restored: 1, New: 1, Admins: 1, AdminsGone: 1,
		Products: map[string]plan.ProductTotals{
			"meeting": {Holders: 5, Lost: 2, Gained: 3},
			"phone":   {Holders: 2, WasWaiting: 1, Lost: 2, Waiting: 1},
		},
	}
	if diff := cmp.Diff(want, sum); diff != "" {
		t.Error(diff)
	}
}

// Counting in parts is counting at once.
func TestTotalsAddUp(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var whole, parts plan.Totals
		for range rapid.IntRange(0, 5).Draw(t, "parts") {
			var part plan.Totals
			for range rapid.IntRange(0, 5).Draw(t, "people") {
				w := draw(t)
				d := plan.Compare("u", w.before, w.outcome(), nil)
				if rapid.Bool().Draw(t, "mail") {
					d.Mail = &plan.Mail{}
				}
				whole.Add(w.before, d)
				part.Add(w.before, d)
			}
			parts.Merge(part)
		}
		if diff := cmp.Diff(whole, parts); diff != "" {
			t.Fatal(diff)
		}
	})
}
