package provision

import (
	"context"
	"time"

	"usersync/internal/access"
	"usersync/internal/audit"
	"usersync/internal/fault"
	"usersync/internal/plan"
	"usersync/internal/rule"
)

// MaxResends is how many welcome mails one person can be sent anew within ResendWindow.
const (
	MaxResends   = 3
	ResendWindow = 24 * time.Hour
)

// Welcomer sends people their welcome mail anew, because somebody asks for it. Its fields must be set; it is safe for concurrent use.
type Welcomer struct {
	Store    WelcomeStore
	Policies Policies
	Records  Records
	Explain  *Explainer
	Now      func() time.Time
	NewID    func() string
}

// WelcomeStore keeps the decisions on welcome mails. Reads are strongly consistent.
type WelcomeStore interface {
	// WelcomeMails lists those that were decided on for a user, none included, oldest first.
	WelcomeMails(ctx context.Context, a access.Account, user string) ([]WelcomeMail, error)
	// WelcomeAgain makes another one due, with its record. fault.Conflict (mail_pending) when the last one is not as it was read, or there is a newer one.
	WelcomeAgain(ctx context.Context, a access.Account, user string, again WelcomeAgain) error
}

// WelcomeMail is one decision on a user's welcome mail.
type WelcomeMail struct {
	Number  int // from 1; above that it was asked for
	State   string
	Tries   int
	Decided time.Time
	Open    bool // neither sent nor given up
	Asleep  bool // becomes due by itself when the user is back
}

// WelcomeAgain is a welcome mail that somebody asks for.
type WelcomeAgain struct {
	Last     WelcomeMail // as it was read
	Template rule.Choice
	Language string
	By       string // public id of the credential
	At       time.Time
	Record   audit.Record
}

// Resend has a person be sent the welcome mail that the rules give now, in the language of now, once more. Quiet mode does not stop it: it is asked for. by is the credential that
// it is done with. fault.NotFound (user_not_found); fault.Conflict when there is nothing to send, or something on its way (sync_off, mail_off, not_welcomed, no_address,
// mail_none, mail_pending); fault.TooMany (resend_limit); fault.Invalid for the note.
func (w *Welcomer) Resend(ctx context.Context, a access.Account, user, by, note string) (WelcomeAgain, error) {
	if err := audit.CheckNote(note); err != nil {
		return WelcomeAgain{}, err
	}
	decision, err := w.Explain.Explain(ctx, a, user)
	if err != nil {
		return WelcomeAgain{}, err
	}
	if err := w.mayWelcome(ctx, a, user, decision); err != nil {
		return WelcomeAgain{}, err
	}
	mails, err := w.Store.WelcomeMails(ctx, a, user)
	if err != nil {
		return WelcomeAgain{}, err
	}
	now := w.Now()
	if err := mayResend(mails, now); err != nil {
		return WelcomeAgain{}, err
	}
	again := WelcomeAgain{
		Last: mails[len(mails)-1], Template: decision.Welcome.Value, Language: decision.Language.Value, By: by, At: now,
		Record: audit.Record{ID: w.NewID(), At: now, Actor: by, Action: audit.ResendWelcome, Subject: user, Note: note},
	}
	return again, w.Store.WelcomeAgain(ctx, a, user, again)
}

// mayWelcome says why the person gets no welcome mail, or nil.
func (w *Welcomer) mayWelcome(ctx context.Context, a access.Account, user string, d rule.Decision) error {
	version, err := w.Policies.LiveVersion(ctx, a)
	if err != nil {
		return err
	}
	p, err := w.Policies.Policy(ctx, a, version)
	if err != nil {
		return err
	}
	rec, err := w.Records.Record(ctx, a, user)
	if err != nil {
		return err
	}
	switch {
	case !p.SyncOn:
		return fault.New(fault.Conflict, "sync_off", "Nothing is mailed while syncing is off. Switch it on first.")
	case !p.MailOn:
		return fault.New(fault.Conflict, "mail_off", "Welcome mails are switched off. Switch them on first.")
	case !rec.Person.Active || rec.Person.Suspended || !plan.WelcomeAgain(p, rec.Outcome, true):
		return fault.New(fault.Conflict, "not_welcomed", "Only who is active and has a product gets a welcome mail.")
	case rec.Person.Email == "":
		return fault.New(fault.Conflict, "no_address", "The directory has no e-mail address of the user.")
	case d.Welcome.Value == rule.None:
		return fault.New(fault.Conflict, "mail_none", "The rules say that the user gets no welcome mail. Change the rule that says so.")
	}
	return nil
}

// mayResend looks at what was sent before.
func mayResend(mails []WelcomeMail, now time.Time) error {
	if len(mails) == 0 {
		return fault.New(fault.Conflict, "mail_pending", "The first welcome mail is not decided on yet: the user is about to be synced.")
	}
	if last := mails[len(mails)-1]; last.Open || last.Asleep {
		return fault.New(fault.Conflict, "mail_pending", "A welcome mail is on its way already.")
	}
	if len(mails) <= MaxResends {
		return nil
	}
	first := mails[len(mails)-MaxResends]
	if wait := first.Decided.Add(ResendWindow).Sub(now); wait > 0 {
		e := fault.New(fault.TooMany, "resend_limit", "The user was sent %d welcome mails anew within a day. Try again later.", MaxResends)
		e.RetryAfter = wait
		return e
	}
	return nil
}
