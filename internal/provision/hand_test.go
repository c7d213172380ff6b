package provision_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"usersync/internal/access"
	"usersync/internal/fault"
	"usersync/internal/notify"
	"usersync/internal/plan"
	"usersync/internal/provision"
	"usersync/internal/rule"
	"usersync/internal/table"
)

func (w *works) grant(user string, g rule.Grant) provision.HandGrant {
	w.t.Helper()
	given, err := w.hands.Give(context.Background(), w.account, user, "KEY", g)
	w.must(err)
	return given
}

func (w *works) mark(user string, kind provision.MarkKind, value string) {
	w.t.Helper()
	_, err := w.hands.SetMark(context.Background(), w.account, user, "KEY", kind, provision.Mark{Value: value})
	w.must(err)
}

func (w *works) unmark(user string, kind provision.MarkKind) {
	w.t.Helper()
	w.must(w.hands.DropMark(context.Background(), w.account, user, "KEY", kind))
}

func TestGrantsThatAreRefused(t *testing.T) {
	w := newWorks(t)
	w.give("meeting", 5)
	ann := w.user("ann")
	w.publish(func(p *rule.Policy) { p.AssignableRoles = []rule.RoleKind{rule.Member} })
	for name, c := range map[string]struct {
		user  string
		grant rule.Grant
		kind  fault.Kind
		path  string
	}{
		"nobody":             {"nobody", rule.Grant{Product: "meeting"}, fault.NotFound, ""},
		"nothing":            {ann, rule.Grant{}, fault.Invalid, "product"},
		"two things":         {ann, rule.Grant{Product: "meeting", Group: rule.None}, fault.Invalid, "product"},
		"unknown product":    {ann, rule.Grant{Product: "webinar"}, fault.Invalid, "product"},
		"unknown plan":       {ann, rule.Grant{Product: "meeting", Plan: "pro"}, fault.Invalid, "plan"},
		"plan of a role":     {ann, rule.Grant{Role: &rule.Role{Kind: rule.Admin}, Plan: "pro"}, fault.Invalid, "plan"},
		"denied plan":        {ann, rule.Grant{Product: "meeting", Plan: "pro", Deny: true}, fault.Invalid, "plan"},
		"unknown role":       {ann, rule.Grant{Role: &rule.Role{Kind: "boss"}}, fault.Invalid, "role.kind"},
		"unknown denied":     {ann, rule.Grant{Role: &rule.Role{Kind: "boss"}, Deny: true}, fault.Invalid, "role.kind"},
		"denied privileges":  {ann, rule.Grant{Role: &rule.Role{Kind: rule.Manager, Privileges: []string{"manage_users"}}, Deny: true}, fault.Invalid, "role"},
		"manager of nothing": {ann, rule.Grant{Role: &rule.Role{Kind: rule.Manager}}, fault.Invalid, "role.privileges"},
		"unknown group":      {ann, rule.Grant{Group: "G"}, fault.Invalid, "userGroup"},
		"over already":       {ann, rule.Grant{Product: "meeting", Until: w.clock}, fault.Invalid, "until"},
		"endless note":       {ann, rule.Grant{Product: "meeting", Note: strings.Repeat("x", 1001)}, fault.Invalid, "note"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := w.hands.Give(context.Background(), w.account, c.user, "KEY", c.grant)
			named := c.path == "" || slices.ContainsFunc(fault.As(err).Fields, func(f fault.Field) bool { return f.Path == c.path })
			if !fault.Is(err, c.kind) || !named {
				t.Errorf("%v, fields %+v", err, fault.As(err).Fields)
			}
		})
	}
	w.rest()
	w.sees(ann, "nothing")
}

func TestAUserHasFiftyGrantsAtMost(t *testing.T) {
	w := newWorks(t)
	w.give("meeting", 5)
	ann := w.user("ann")
	soon := w.clock.Add(time.Hour)
	for range provision.MaxGrants - 1 {
		w.grant(ann, rule.Grant{Product: "meeting"})
	}
	w.grant(ann, rule.Grant{Product: "meeting", Until: soon})
	if _, err := w.hands.Give(context.Background(), w.account, ann, "KEY", rule.Grant{Product: "meeting"}); !fault.Is(err, fault.Conflict) {
		t.Errorf("one more: %v", err)
	}
	w.clock = soon
	w.grant(ann, rule.Grant{Group: rule.None}) // what has ended does not count
}

func TestAGrantMakesAnAccountUserAndRulesLeaveItAlone(t *testing.T) {
	w := newWorks(t)
	group := w.give("meeting", 5)
	w.give("webinar", 5)
	ann := w.user("ann")
	webinar := w.grant(ann, rule.Grant{Product: "webinar"})
	w.rest()
	w.sees(ann, "active webinar:granted")
	w.grant(ann, rule.Grant{Product: "meeting", Deny: true})
	w.members(group, "add", ann)
	w.rest()
	w.sees(ann, "active webinar:granted")
	w.members(group, "remove", ann)
	w.rest()
	w.sees(ann, "active webinar:granted")
	w.setActive(ann, false)
	w.rest()
	w.sees(ann, "suspended")
	w.setActive(ann, true)
	w.rest()
	w.sees(ann, "active webinar:granted")
	w.must(w.hands.Take(context.Background(), w.account, ann, "KEY", webinar.ID))
	w.rest()
	w.sees(ann, "suspended")
	if err := w.hands.Take(context.Background(), w.account, ann, "KEY", webinar.ID); !fault.Is(err, fault.NotFound) {
		t.Errorf("taken twice: %v", err)
	}
	w.settled(ann)
	w.counts("webinar", 0, ann)
}

func TestAGrantEndsToTheMinute(t *testing.T) {
	w := newWorks(t)
	w.give("meeting", 5)
	ann, ben := w.user("ann"), w.user("ben")
	end := w.clock.Add(time.Hour)
	w.grant(ann, rule.Grant{Product: "meeting", Until: end})
	w.grant(ben, rule.Grant{Product: "meeting", Until: end.Add(time.Hour)})
	w.rest()
	w.sweep(time.Minute)
	w.rest()
	w.sees(ann, "active meeting:granted")
	w.clock = end
	w.sweep(time.Minute)
	w.rest()
	w.sees(ann, "suspended")
	w.sees(ben, "active meeting:granted")
	if list, err := w.hands.Grants(context.Background(), w.account, ann); err != nil || len(list) > 0 || len(w.record(ann).Grants) > 0 {
		t.Errorf("left: %+v, %v", list, err)
	}
	before := w.fence(ann)
	w.sweep(time.Minute)
	w.rest()
	if w.fence(ann) != before {
		t.Error("it ended twice")
	}
}

func TestAnEvaluationIgnoresWhatHasEnded(t *testing.T) {
	w := newWorks(t)
	w.give("meeting", 5)
	ann := w.user("ann")
	end := w.clock.Add(time.Hour)
	w.grant(ann, rule.Grant{Product: "meeting", Until: end})
	w.rest()
	w.clock = end
	_, err := w.resolver.Recheck(context.Background(), w.account, ann, 0)
	w.must(err)
	w.sees(ann, "suspended")
}

// Whichever write is the last one: after the crash the grant is there with its outcome, or neither; and an end comes about.
func TestGrantsThroughCrashes(t *testing.T) {
	for _, lost := range []bool{false, true} {
		for write := 1; write <= 4; write++ {
			t.Run(fmt.Sprint(write, lost), func(t *testing.T) {
				w := newWorks(t)
				w.give("meeting", 5)
				ann := w.user("ann")
				end := w.clock.Add(time.Hour)
				w.rest()
				w.engine.countdown, w.engine.lost = write, lost
				_, err := w.hands.Give(context.Background(), w.account, ann, "KEY", rule.Grant{Product: "meeting", Until: end})
				for w.engine.countdown > 0 && w.step() {
				}
				w.crash()
				w.rest()
				want := "active meeting:granted"
				if err != nil && lost {
					want = "nothing"
				}
				w.sees(ann, want)
				w.clock = end
				w.engine.countdown, w.engine.lost = write, lost
				sweeper := w.sweeper()
				_ = sweeper.Sweep(context.Background(), time.Minute)
				w.crash()
				w.rest()
				if want != "nothing" {
					want = "suspended"
				}
				w.sees(ann, want)
				w.counts("meeting", 0, ann)
			})
		}
	}
}

func TestGrantsAtTheSameTimeAreAllKept(t *testing.T) {
	w := newWorks(t)
	w.give("meeting", 5)
	ann := w.user("ann")
	calls := 0
	store := &interrupted{HandStore: w.runs, before: func() {
		if calls++; calls == 1 {
			w.grant(ann, rule.Grant{Group: rule.None})
		}
	}}
	hands := *w.hands
	hands.Store = store
	_, err := hands.Give(context.Background(), w.account, ann, "KEY", rule.Grant{Product: "meeting"})
	w.must(err)
	if list, err := w.hands.Grants(context.Background(), w.account, ann); err != nil || len(list) != 2 || calls != 2 {
		t.Errorf("%+v after %d tries, %v", list, calls, err)
	}
	store.before = func() { w.grant(ann, rule.Grant{Group: rule.None}) }
	if _, err := hands.Give(context.Background(), w.account, ann, "KEY", rule.Grant{Product: "meeting"}); !fault.Is(err, fault.Unavailable) {
		t.Errorf("always interrupted: %v", err)
	}
}

// interrupted has something happen before each write.
type interrupted struct {
	provision.HandStore
	before func()
}

func (s *interrupted) SaveHand(ctx context.Context, a access.Account, user string, c provision.HandChange) error {
	s.before()
	return s.HandStore.SaveHand(ctx, a, user, c)
}

func TestTheUsersOwnLanguageGoesBeforeRules(t *testing.T) {
	w := newWorks(t)
	group := w.give("meeting", 5)
	w.publish(func(p *rule.Policy) { p.Rules[0].Language = "fr" })
	ann := w.user("ann", group)
	speaks := func(want string, source rule.Source) {
		t.Helper()
		w.rest()
		if got := w.record(ann).Outcome.Language; got.Value != want || got.Source != source {
			t.Errorf("speaks %+v, want %s by %s", got, want, source)
		}
	}
	speaks("fr", rule.FromRule)
	w.mark(ann, provision.MarkLanguage, "de")
	speaks("de", rule.FromOwn)
	before := w.fence(ann)
	w.mark(ann, provision.MarkLanguage, "de")
	if w.fence(ann) != before {
		t.Error("saying the same again rang")
	}
	w.unmark(ann, provision.MarkLanguage)
	w.unmark(ann, provision.MarkLanguage)
	speaks("fr", rule.FromRule)
	if _, err := w.hands.SetMark(context.Background(), w.account, ann, "KEY", provision.MarkLanguage, provision.Mark{Value: "tlh"}); !fault.Is(err, fault.Invalid) {
		t.Errorf("a language that we do not speak: %v", err)
	}
}

func TestSuspensionByHandGoesBeforeEverything(t *testing.T) {
	w := newWorks(t)
	group := w.give("meeting", 1)
	ann, ben := w.user("ann", group), w.user("ben", group)
	w.rest()
	w.sees(ben, "invited meeting:waiting")
	w.mark(ann, provision.MarkSuspension, "")
	w.rest()
	w.sees(ann, "suspended")
	w.sees(ben, "active meeting:granted")
	w.sync()
	w.rest()
	w.sees(ann, "suspended")
	w.unmark(ann, provision.MarkSuspension)
	w.rest()
	w.sees(ann, "invited meeting:waiting")
	w.settled(ann, ben)
}

func TestAMailWhoseTurnCameDuringASuspensionIsDueAgain(t *testing.T) {
	w := newWorks(t)
	ann := w.user("ann", w.give("meeting", 1))
	w.rest()
	due, err := w.store.MailIntent(t.Context(), w.account, ann, "welcome#1")
	w.must(err)
	asleep := notify.Ending{State: notify.Withdrawn, At: due.Decided, Reason: notify.WhySuspended}
	if err := w.store.SettleMail(t.Context(), w.account, due, asleep); !errors.Is(err, notify.ErrMoved) {
		t.Errorf("withdrawn from somebody who is not suspended: %v", err)
	}
	w.mark(ann, provision.MarkSuspension, "") // nobody was worked out yet, and the mail's turn comes
	if r, _, err := w.store.Recipient(t.Context(), w.account, ann); !r.Active || !r.Suspended || err != nil {
		t.Errorf("the mailer sees %+v, %v", r, err)
	}
	if err := w.store.ClaimMail(t.Context(), w.account, due, notify.Claim{Version: 1}); !errors.Is(err, notify.ErrMoved) {
		t.Errorf("a claim for somebody who is suspended: %v", err)
	}
	w.must(w.store.SettleMail(t.Context(), w.account, due, asleep))
	w.rest()
	if got := w.mail(ann); got["state"].Str() != "withdrawn" {
		t.Errorf("due during the suspension: %v", got)
	}
	w.unmark(ann, provision.MarkSuspension)
	w.rest()
	if got := w.mail(ann); got["state"].Str() != "due" || got["why"].Str() != "" {
		t.Errorf("not due after the suspension: %v", got)
	}
}

func TestAPinKeepsWhatIsThere(t *testing.T) {
	w := newWorks(t)
	group := w.give("meeting", 1)
	other := w.give("webinar", 1)
	ann, ben := w.user("ann", group), w.user("ben", group)
	w.rest()
	w.mark(ann, provision.MarkPin, "")
	w.mark(ben, provision.MarkPin, "")
	w.members(group, "remove", ann, ben)
	w.members(other, "add", ann)
	w.rest()
	w.sync()
	w.rest()
	w.sees(ann, "active meeting:granted")
	w.sees(ben, "invited meeting:waiting")
	w.setActive(ann, false)
	w.rest()
	w.sees(ann, "suspended")
	w.sees(ben, "active meeting:granted") // a place in line is among what stays
	w.setActive(ann, true)
	w.rest()
	w.sees(ann, "active webinar:granted") // the pin keeps an account in use, not a suspension
	w.unmark(ben, provision.MarkPin)
	w.rest()
	w.sees(ben, "suspended")
	w.counts("meeting", 0, ann, ben)
	w.settled(ann, ben)
}

func TestSomebodyWhoIsGoneGetsNothingByHand(t *testing.T) {
	w := newWorks(t)
	group := w.give("meeting", 5)
	ann := w.user("ann", group)
	given := w.grant(ann, rule.Grant{Group: rule.None})
	w.rest()
	w.must(w.directory.DeleteUser(context.Background(), w.idp, ann, 0))
	if _, err := w.hands.Give(context.Background(), w.account, ann, "KEY", rule.Grant{Product: "meeting"}); !fault.Is(err, fault.NotFound) {
		t.Errorf("given: %v", err)
	}
	w.must(w.hands.Take(context.Background(), w.account, ann, "KEY", given.ID))
	w.rest()
	if s := w.record(ann).Outcome.State; s != plan.Suspended {
		t.Errorf("state %s", s)
	}
}

func TestHandsWhenTheStorageRefuses(t *testing.T) {
	w := newWorks(t)
	w.give("meeting", 5)
	ann := w.user("ann")
	w.rest()
	for call := 1; ; call++ {
		w.engine.calls = call
		_, err := w.hands.Give(context.Background(), w.account, ann, "KEY", rule.Grant{Product: "meeting"})
		if err == nil {
			break
		}
		if !fault.Is(err, fault.Unavailable) || call > 20 {
			t.Fatalf("call %d: %v", call, err)
		}
	}
	w.engine.calls = 0
	if items := w.items("U#" + ann); !slices.ContainsFunc(items, func(i table.Item) bool { return strings.HasPrefix(i.Key.S, "OV#GRANT#") }) {
		t.Error("nothing was given")
	}
}
