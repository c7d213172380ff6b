package store_test

import (
	"fmt"
	"testing"
	"time"

	"usersync/internal/audit"
	"usersync/internal/fault"
	"usersync/internal/notify"
	"usersync/internal/provision"
)

// asks makes a welcome mail due again behind the one that was read.
func asks(last provision.WelcomeMail, at time.Time) provision.WelcomeAgain {
	id := fmt.Sprintf("R%d.%d", last.Number, at.UnixNano())
	return provision.WelcomeAgain{
		Last: last, Template: "warm", Language: "de", By: "k1", At: at,
		Record: audit.Record{ID: id, At: at, Actor: "k1", Action: audit.ResendWelcome},
	}
}

func TestWelcomeMailsOneBehindTheOther(t *testing.T) {
	s, a, user := owed(t)
	list := func() []provision.WelcomeMail {
		t.Helper()
		mails, err := s.WelcomeMails(t.Context(), a, user)
		if err != nil {
			t.Fatal(err)
		}
		return mails
	}
	first := list()[0]
	if want := (provision.WelcomeMail{Number: 1, State: "due", Decided: bellTime, Open: true}); len(list()) != 1 || first != want {
		t.Fatalf("decided %+v", list())
	}
	if err := s.SettleMail(t.Context(), a, intent(t, s, a, user), notify.Ending{State: notify.Sent, At: bellTime}); err != nil {
		t.Fatal(err)
	}
	if err := s.WelcomeAgain(t.Context(), a, user, asks(first, bellTime)); !fault.Is(err, fault.Conflict) {
		t.Errorf("the mail moved since it was read: %v", err)
	}
	for number := 1; number <= 11; number++ { // 10 sorts before 2 as a text
		last := list()[number-1]
		if last.Number != number || len(list()) != number {
			t.Fatalf("the last of %d is %+v", number, last)
		}
		at := bellTime.Add(time.Duration(number) * time.Hour)
		if err := s.WelcomeAgain(t.Context(), a, user, asks(last, at)); err != nil {
			t.Fatal(err)
		}
		if err := s.WelcomeAgain(t.Context(), a, user, asks(last, at.Add(time.Second))); !fault.Is(err, fault.Conflict) {
			t.Fatalf("two asked at a time: %v", err)
		}
		name := fmt.Sprintf("welcome#%d", number+1)
		in, err := s.MailIntent(t.Context(), a, user, name)
		if err != nil || in.State != notify.Due || in.Template != "warm" || in.Language != "de" || in.Asked != "k1" || !in.Decided.Equal(at) {
			t.Fatalf("made %+v, %v", in, err)
		}
		if n := pending(t, s, a); n != 1 {
			t.Fatalf("%d mails are unsettled", n)
		}
		users, err := s.ReadAccountUsers(t.Context(), a, []string{user})
		if err != nil || users[0].Mail.State != "due" || users[0].Mail.Template != "warm" {
			t.Fatalf("shown %+v, %v", users, err)
		}
		if err := s.SettleMail(t.Context(), a, in, notify.Ending{State: notify.Sent, At: at}); err != nil {
			t.Fatal(err)
		}
	}
	if records, _, err := s.AuditRecords(t.Context(), a, audit.Query{Action: audit.ResendWelcome}, "", 100); err != nil || len(records) != 11 {
		t.Errorf("%d records, %v", len(records), err)
	}
}
