package store_test

import (
	"context"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"usersync/internal/access"
	"usersync/internal/engine/local"
	"usersync/internal/fault"
	"usersync/internal/notify"
	"usersync/internal/plan"
	"usersync/internal/provision"
	"usersync/internal/rule"
	"usersync/internal/store"
)

// kinds reads a whole timeline in pages of a size: entries without repetition, in falling order of time.
func kinds(t interface{ Fatal(...any) }, s *store.Store, a access.Account, user string, limit int) []string {
	var list []string
	last := time.Time{}
	for cursor, more := "", true; more; more = cursor != "" {
		page, next, err := s.Events(context.Background(), a, user, cursor, limit)
		if err != nil || len(page) > limit {
			t.Fatal(len(page), err)
		}
		for _, e := range page {
			if !last.IsZero() && e.At.After(last) {
				t.Fatal("not in the order of time:", e.At, "after", last)
			}
			list, last = append(list, string(e.Kind)+" "+e.ID), e.At
		}
		cursor = next
	}
	return list
}

// Whatever the size of a page and wherever the mail's turns fall: the pages together are the timeline, each entry once.
func TestPagesOfATimelineAreAllOfIt(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		s, a, user := owed(t)
		now, n := bellTime, rapid.IntRange(0, 9).Draw(r, "approvals")
		settle := rapid.IntRange(0, n).Draw(r, "settled at")
		for i := range n + 1 {
			now = now.Add(time.Duration(rapid.IntRange(0, 2).Draw(r, "ms")) * time.Millisecond)
			if i == settle {
				in := intent(t, s, a, user)
				must(t, s.SettleMail(t.Context(), a, in, notify.Ending{State: notify.Parked, At: now, Reason: "no_address"}))
				continue
			}
			p := passing(user)
			p.Event.ID, p.Event.At = "E"+string(rune('0'+i)), now
			must(t, s.PassUsers(t.Context(), a, "H1", []provision.Passing{p}, now))
		}
		all := kinds(r, s, a, user, 1000)
		if len(all) != n+2 || !slices.Contains(all, "mail.decided welcome-1.0") || !slices.Contains(all, "mail.parked welcome-1.1") {
			r.Fatal(all)
		}
		if got := kinds(r, s, a, user, rapid.IntRange(1, 12).Draw(r, "limit")); !slices.Equal(got, all) {
			r.Fatal(got, "want", all)
		}
	})
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func TestWhatAMailTellsInATimeline(t *testing.T) {
	s, a, user := owed(t)
	see := func(want ...string) {
		t.Helper()
		if got := kinds(t, s, a, user, 10); !slices.Equal(got, want) {
			t.Errorf("%q, want %q", got, want)
		}
	}
	const decided = "mail.decided welcome-1.0"
	see(decided)
	claim := notify.Claim{By: "p1", At: bellTime, Until: bellTime.Add(time.Minute), Version: 1}
	must(t, s.ClaimMail(t.Context(), a, intent(t, s, a, user), claim))
	see("mail.claimed welcome-1.1", decided)
	must(t, s.SettleMail(t.Context(), a, intent(t, s, a, user), notify.Ending{State: notify.Sent, At: bellTime, SentID: "m1"}))
	see("mail.sent welcome-1.1", decided)
	for _, became := range []notify.Became{notify.Delivered, notify.Bounced} {
		word := notify.Word{Became: became, At: bellTime.Add(time.Second), Why: "mailbox_full"}
		must(t, s.RecordMail(t.Context(), a, intent(t, s, a, user), word))
		see("mail."+string(became)+" welcome-1.2", "mail.sent welcome-1.1", decided)
	}
	list, _, err := s.Events(t.Context(), a, user, "", 1)
	if err != nil || list[0].Mail.Reason != "mailbox_full" {
		t.Errorf("%+v, %v", list, err)
	}
}

func TestAMailThatIsNotSentIsToldOnce(t *testing.T) {
	s, a := store.New(local.Memory()), access.FromTrigger("A1")
	user := newcomers(t, s, 1)[0][len("A1/"):]
	must(t, s.Commit(t.Context(), a, user, provision.Change{
		Fence: fence(t, s, a, user), Version: 4, Now: bellTime, Mail: &plan.Mail{Template: rule.None, Language: "en", Reason: "mail_off"},
	}))
	list, _, err := s.Events(t.Context(), a, user, "", 10)
	if err != nil || len(list) != 1 || list[0].Kind != "mail.none" || list[0].Mail.Reason != "mail_off" {
		t.Errorf("%+v, %v", list, err)
	}
}

func TestATimelineOfNobodyAndABadCursor(t *testing.T) {
	s, a, user := owed(t)
	for _, nobody := range []string{"", "nobody", "a#b"} {
		if list, next, err := s.Events(t.Context(), a, nobody, "", 10); len(list) > 0 || next != "" || err != nil {
			t.Errorf("%q: %v, %q, %v", nobody, list, next, err)
		}
	}
	for _, cursor := range []string{strings.Repeat("a", 201), "\xff"} {
		if _, _, err := s.Events(t.Context(), a, user, cursor, 10); !fault.Is(err, fault.Malformed) {
			t.Errorf("%.20q: %v", cursor, err)
		}
	}
}
