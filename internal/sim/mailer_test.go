package sim

import (
	"context"
	"errors"
	"time"

	"usersync/internal/fault"
	"usersync/internal/notify"
)

// mailer is a mail service that may accept a mail and fail all the same. Some know what became of a mail at once; others
// learn it from an event that comes later, and cannot tell "not yet" from "never".
type mailer struct {
	*world
	knows    bool
	accepted map[string]time.Time // by intent
}

// eventDelay is how long after a mail was accepted the service says so at the latest; less than anybody waits for it.
const eventDelay = 10 * time.Minute

func newMailer(w *world) *mailer {
	return &mailer{world: w, knows: w.rng.IntN(2) == 0, accepted: map[string]time.Time{}}
}

func (m *mailer) Send(_ context.Context, mail notify.Message) (string, error) {
	m.call("mail")
	m.pause(time.Duration(m.rng.IntN(30)) * time.Second)
	if m.strikes(mailRefused) {
		return "", errMail()
	}
	if _, twice := m.accepted[mail.Intent]; twice {
		m.wrong("a second mail for %s", mail.Intent)
	}
	m.accepted[mail.Intent] = m.clock
	m.maybeCrash(crashAfter)
	if m.strikes(mailTaken) {
		return "", errMail()
	}
	return "id of " + mail.Intent, nil
}

func errMail() error {
	return fault.New(fault.Unavailable, "mail_service", "The mail service did not answer.").Because(errors.New("simulated"))
}

func (m *mailer) Fate(_ context.Context, intent string) (notify.Fate, error) {
	m.call("fate")
	at, accepted := m.accepted[intent]
	late := accepted && !m.knows && m.clock.Sub(at) < eventDelay && m.happens(lateWord)
	switch {
	case accepted && !late:
		return notify.Accepted, nil
	case !accepted && m.knows:
		return notify.NotAccepted, nil
	default:
		return notify.Unknown, nil
	}
}
