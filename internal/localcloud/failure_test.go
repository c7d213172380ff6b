package localcloud_test

import (
	"net/http"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"usersync/internal/apptest"
	"usersync/internal/localcloud"
	"usersync/internal/standin"
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
	for began := time.Now(); !ask(); time.Sleep(10 * time.Millisecond) {
		if time.Since(began) > patience {
			t.Fatalf("%s: not within %v", what, patience)
		}
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

func TestAnAmbiguousMailIsNotSentTwice(t *testing.T) {
	c, clock := deployed(t)
	var lost atomic.Int32
	c.SES.Lose = func(standin.Mail) bool { return lost.Add(1) == 1 }
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
