package notify

import (
	"context"
	"errors"
	"strings"
	"time"

	"usersync/internal/access"
	"usersync/internal/fault"
	"usersync/internal/job"
)

// Feedback takes what a mail service says of mails that it was given: that it has one, that it was delivered, or that it came back. Safe for concurrent use, in any
// number of processes; a report may come twice, late, and before the sender has its answer.
type Feedback struct {
	Ledger Reported
	People People
}

// Reported is the mail ledger as reports change it. Reads are strongly consistent.
type Reported interface {
	// MailIntent reads one intent. fault.NotFound.
	MailIntent(ctx context.Context, a access.Account, user, name string) (Intent, error)
	// RecordMail writes what is known now of an intent, all or nothing. ErrMoved when the intent is not as in was, when its user is not of the version that the
	// word gives, or when there is a later intent of its purpose and the word changes the user's failures.
	RecordMail(ctx context.Context, a access.Account, was Intent, w Word) error
}

// Word is what a report makes of an intent.
type Word struct {
	Became Became
	At     time.Time
	Why    string
	SentID string // the mail service's id
	Sent   bool   // the intent was not known to be sent, and ends as that
	Raise  string // the failure that the user gets, or ""
	Clear  string // the failure that the user has no more, or ""

	Version int64 // Raise: of the directory user whose address was compared
}

// welcomePurpose begins the names of the welcome mail's intents.
const welcomePurpose = "welcome#"

// tries is how often a report is begun anew when others were at the intent.
const tries = 5

// Handle is Take for a queue. A report on what is not in the ledger is done with: the person was erased, or the mail was never ours.
func (f *Feedback) Handle(ctx context.Context, a access.Account, r Report) job.Verdict {
	err := f.Take(ctx, a, r)
	switch {
	case err == nil, fault.Is(err, fault.NotFound):
		return job.Done()
	default:
		return job.Again(soon, err.Error())
	}
}

// Take records a report. It also settles an intent of which nobody knew whether it was sent: whatever the service reports on, it was given. fault.NotFound when there is
// no such intent, fault.Unavailable when others keep changing it.
func (f *Feedback) Take(ctx context.Context, a access.Account, r Report) error {
	for range tries {
		err := f.take(ctx, a, r)
		if !errors.Is(err, ErrMoved) {
			return err
		}
	}
	return fault.New(fault.Unavailable, "conflict", "Others kept changing the same data. Try again.")
}

func (f *Feedback) take(ctx context.Context, a access.Account, r Report) error {
	in, err := f.Ledger.MailIntent(ctx, a, r.User, r.Intent)
	if err != nil || in.State == NoMail {
		return err
	}
	w := Word{Became: in.Became, At: in.BecameAt, Why: in.BecameWhy, SentID: in.SentID, Sent: in.State != Sent}
	if w.SentID == "" {
		w.SentID = r.SentID
	}
	outdone := r.outdoes(in)
	if outdone {
		w.Became, w.At, w.Why = r.Became, r.At, cutBytes(r.Why, maxBecameWhy)
	} else if w.Sent && w.At.IsZero() {
		w.At = r.At
	}
	if !outdone && !w.Sent && w.SentID == in.SentID {
		return nil
	}
	if err := f.judge(ctx, a, in, &w); err != nil {
		return err
	}
	return f.Ledger.RecordMail(ctx, a, in, w)
}

// judge decides on the user's failure; other mails than the welcome are for nobody of the directory. Only the last mail of a purpose counts, and only while the user has the address that it went to: a word on an old mail or
// an old address is nobody's trouble any more.
func (f *Feedback) judge(ctx context.Context, a access.Account, in Intent, w *Word) error {
	code := w.Became.failure()
	if code == in.Failed || !strings.HasPrefix(in.Name, welcomePurpose) {
		return nil
	}
	_, err := f.Ledger.MailIntent(ctx, a, in.User, following(in.Name))
	if !fault.Is(err, fault.NotFound) {
		return err // there is a later one, or it cannot be read
	}
	w.Clear = in.Failed
	if code == "" {
		return nil
	}
	r, ok, err := f.People.Recipient(ctx, a, in.User)
	if err == nil && ok && (in.To == "" || in.To == r.Email) {
		w.Raise, w.Version = code, r.Version
	}
	return err
}

func cutBytes(text string, most int) string { return text[:min(len(text), most)] }
