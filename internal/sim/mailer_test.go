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

	tells  bool // it reports what becomes of mails, cannot be asked, and sometimes takes none
	post   *post
	closed time.Time            // until when it takes none
	why    string               // why it takes none, as a code
	unfit  map[string]time.Time // mails that it refused for what is in them
	again  map[string]bool      // mails that it took a second time
}

// eventDelay is how long after a mail was accepted the service says so at the latest; less than anybody waits for it.
const eventDelay = 10 * time.Minute

func newMailer(w *world) *mailer {
	return &mailer{
		world: w, knows: w.rng.IntN(2) == 0, accepted: map[string]time.Time{},
		post: newPost(w), unfit: map[string]time.Time{}, again: map[string]bool{},
	}
}

func (m *mailer) Send(_ context.Context, mail notify.Message) (string, error) {
	m.call("mail")
	m.pause(time.Duration(m.rng.IntN(30)) * time.Second)
	if m.strikes(mailRefused) {
		return "", errMail()
	}
	if err := m.refuses(mail.Intent); err != nil {
		return "", err
	}
	m.accept(mail.Intent)
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
	if m.tells {
		return notify.Unknown, nil
	}
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
