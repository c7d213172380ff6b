package sim

import (
	"time"

	"usersync/internal/fault"
	"usersync/internal/notify"
)

// refuses says why the service does not take a mail; nil when it does.
func (m *mailer) refuses(intent string) error {
	if !m.tells {
		return nil
	}
	if m.clock.Before(m.closed) {
		return stopped(m.why)
	}
	switch {
	case m.strikes(mailPaused):
		m.closed = m.clock.Add(time.Duration(1+m.rng.IntN(6)) * time.Minute)
		m.why = []string{notify.BlockedPaused, notify.BlockedQuota, notify.BlockedSetup}[m.rng.IntN(3)]
		return stopped(m.why)
	case m.strikes(mailRate):
		return tooMany("mail_rate", 5*time.Second)
	case m.strikes(mailUnfit):
		m.unfit[intent] = m.clock
		return fault.New(fault.Invalid, "mail_rejected", "The mail service refuses the mail.")
	}
	return nil
}

// stopped is a refusal that is the same for every mail.
func stopped(why string) error { return tooMany(why, 2*time.Minute) }

func tooMany(code string, after time.Duration) error {
	err := fault.New(fault.TooMany, code, "The mail service did not take the mail.").Because(errSimulated)
	err.RetryAfter = after
	return err
}

// accept takes a mail. There is no second one for an intent, but where the service has been silent on the first for as long as the product waits; and never a third.
func (m *mailer) accept(intent string) {
	first, twice := m.accepted[intent]
	switch {
	case !twice:
		m.accepted[intent] = m.clock
	case m.tells && !m.again[intent] && m.audit.mails.claimed[intent].Sub(first) > notify.EventWait-time.Minute:
		m.again[intent] = true
		m.deeds["second mail after a quarter of an hour of silence"]++
	default:
		m.wrong("a second mail for %s", intent)
	}
	if !m.tells {
		return
	}
	if m.strikes(mailMute) {
		return
	}
	early := m.strikes(reportEarly)
	m.post.publish(intent, early)
	if early {
		m.pause(time.Duration(1+m.rng.IntN(20)) * time.Second)
	}
}

// reopen checks that the circuit closes behind a mail that the service takes: of its own where one waited, else behind one more.
func (c *company) reopen() {
	if !c.audit.mails.open || len(c.failed) > 0 {
		return
	}
	c.must(c.raw.store.AddTestMail(calm, c.account, notify.TestMail{
		Number: 1, To: "ops@example.com", Template: "default", Language: "en", At: c.clock.Add(-time.Hour), State: notify.Due,
	}, nil))
	c.audit.look()
	c.rest()
	if c.audit.mails.open {
		c.wrong("the service takes mails, and the circuit stays open")
	}
	c.deeds["circuit closed behind one more mail"]++
}

// awaitProbe lets the time come at which a mail is tried, where mails wait for it.
func (w *world) awaitProbe() {
	if m := w.audit.mails; m.open && w.clock.Before(m.next) {
		w.clock = m.next.Add(2 * maxSkew)
	}
}
