package localcloud_test

import (
	"net/http"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"usersync/internal/apptest"
	"usersync/internal/inproc"
	"usersync/internal/localcloud"
	"usersync/internal/notify"
	"usersync/internal/standin"
	"usersync/internal/store"
)

// fast is a clock that can be put forward.
type fast struct{ ahead atomic.Int64 }

func (f *fast) now() time.Time { return time.Now().Add(time.Duration(f.ahead.Load())) }

// deployed is the template with queues on a clock of the test, before anything was sent.
func deployed(t *testing.T) (*localcloud.Cloud, *fast) {
	t.Helper()
	c, err := deploy(t, load(t))
	if err != nil {
		t.Fatal(err)
	}
	clock := &fast{}
	c.SQS.Now = clock.now
	return c, clock
}

// soon waits for something that must come.
func soon(t *testing.T, what string, ask func() bool) {
	t.Helper()
	if !apptest.Soon(patience, 10*time.Millisecond, ask) {
		t.Fatalf("%s: not within %v", what, patience)
	}
}

func TestAMailThatNobodyTakesEndsInTheDeadLetterQueueAndGoesOutWhenItIsSentAgain(t *testing.T) {
	c, clock := deployed(t)
	var refusing atomic.Bool
	refusing.Store(true)
	c.SES.Refuse = func(standin.Mail) *standin.SESError {
		if refusing.Load() {
			return &standin.SESError{Status: http.StatusTooManyRequests, Code: "TooManyRequestsException"}
		}
		return nil
	}
	if err := apptest.Sample(t.Context(), c.Table()); err != nil {
		t.Fatal(err)
	}
	dead := c.Queue("MailDead")
	soon(t, "nine dead letters", func() bool {
		clock.leap(c, c.Queue("Mail"))
		return len(dead.Messages()) == 9
	})
	for _, m := range dead.Messages() {
		if m.Received != 8 {
			t.Errorf("given up after %d tries, want 8", m.Received)
		}
	}
	if failed := append(c.Failed(), c.Refused()...); len(failed) > 0 {
		t.Errorf("a refusal of the mail service is nobody's failure: %v", failed)
	}
	refusing.Store(false)
	for _, m := range dead.Messages() {
		c.Queue("Mail").Send(m.Body, m.Group, 0)
	}
	soon(t, "nine mails", func() bool { return len(c.SES.Mails()) == 9 })
}

func TestARelayThatCannotSendIsTriedAgain(t *testing.T) {
	c, _ := deployed(t)
	var outage atomic.Int32
	outage.Store(5)
	c.SQS.Refuse = func(operation, _ string) string {
		if operation == "SendMessageBatch" && outage.Add(-1) >= 0 {
			return "OverLimit"
		}
		return ""
	}
	if err := apptest.Sample(t.Context(), c.Table()); err != nil {
		t.Fatal(err)
	}
	soon(t, "nine mails", func() bool { return len(c.SES.Mails()) == 9 })
	if outage.Load() >= 0 {
		t.Error("nothing was refused")
	}
	if left := c.Queue("RelayDead").Messages(); len(left) > 0 {
		t.Errorf("given up: %v", left)
	}
	if !strings.Contains(c.Log("Relay"), "stream stands still") {
		t.Error("the log does not say that the stream stood still")
	}
}

// An answer that is lost is no riddle where the mail service says afterwards that it has the mail.
func TestAMailWhoseAnswerIsLostIsKnownToBeSentByTheEvent(t *testing.T) {
	c, clock := deployed(t)
	var lost atomic.Int32
	c.SES.Lose = func(standin.Mail) bool { return lost.Add(1) == 1 }
	if err := apptest.Sample(t.Context(), c.Table()); err != nil {
		t.Fatal(err)
	}
	ledger, account := store.New(c.Table()), inproc.AccountOf(apptest.SampleAccount)
	soon(t, "nine mails that are known to be delivered", func() bool {
		clock.leap(c, c.Queue("Mail"))
		for n := 1; n <= 9; n++ {
			if in, err := ledger.MailIntent(t.Context(), account, apptest.SampleUser(n), "welcome#1"); err != nil || in.Became != notify.Delivered {
				return false
			}
		}
		return true
	})
	if mails := c.SES.Mails(); len(mails) != 9 {
		t.Errorf("%d mails went out, want 9", len(mails))
	}
	c.Report(c.SES.Mails()[0], "Bounce", map[string]any{"bounceType": "Permanent", "bounceSubType": "NoEmail", "timestamp": "2026-11-23T12:00:00.000Z"})
	soon(t, "the bounce", func() bool {
		f, err := ledger.CountFailing(t.Context(), account, "mail_bounced", 2)
		return err == nil && f.Users == 1
	})
}

// While no event comes, a claim that ran out is not taken for a mail that was not sent.
func TestAnAmbiguousMailIsNotSentTwice(t *testing.T) {
	c, clock := deployed(t)
	var lost atomic.Int32
	c.SES.Lose, c.SES.Taken = func(standin.Mail) bool { return lost.Add(1) == 1 }, nil
	if err := apptest.Sample(t.Context(), c.Table()); err != nil {
		t.Fatal(err)
	}
	soon(t, "eight mails and one whose answer got lost", func() bool { return len(c.SES.Mails()) == 9 })
	clock.ahead.Add(int64(10 * time.Minute)) // the message comes again, and the claim holds
	soon(t, "the message", func() bool {
		kept := c.Queue("Mail").Messages()
		return len(kept) == 1 && kept[0].Received >= 2
	})
	if mails := c.SES.Mails(); len(mails) != 9 {
		t.Errorf("%d mails went out, want 9", len(mails))
	}
}
