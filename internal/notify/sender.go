package notify

import (
	"context"
	"errors"
	"time"

	"usersync/internal/access"
	"usersync/internal/fault"
	"usersync/internal/job"
)

// How long things may take.
const (
	// DefaultLease is twice a function's 60 seconds and a minute: whoever claimed is dead when it has run out.
	DefaultLease = 3 * time.Minute
	// EventWait is how long after a claim the mail service's own word on it may still arrive.
	EventWait = 15 * time.Minute

	maxDoubts = 1
	soon      = time.Second
)

// Why an intent was not sent.
const (
	whyMailOff  = "mail_off"
	whyGone     = "user_gone"
	whyNoMail   = "no_address"
	whyBadMail  = "bad_address"
	whyTemplate = "template_missing"
	whyRejected = "mail_rejected" // also the failure's code
	whyDoubt    = "fate_unknown"

	whyBounced    = "mail_bounced" // failure codes
	whySuppressed = "mail_suppressed"
)

// Sender sends what the ledger says is due, at most once each. It is safe for concurrent use, in any number of processes.
type Sender struct {
	Ledger    Ledger
	People    People
	Switch    Policies
	Templates Templates
	Mailer    Mailer
	Notices   Notices
	Circuits  Circuits                             // nil: mails are tried however often the service takes none
	Opened    func(ctx context.Context, c Circuit) // told when the circuit opens; may be nil

	Now      func() time.Time
	Lease    time.Duration // how long a claim holds; longer than any process works on one message. 0: DefaultLease
	Instance string        // names this process
	Sole     bool          // there is no other process: what another instance has claimed was left by one that died

	Console string // address of the console without a slash at the end, which notices lead to

	houses houseCache
}

// Handle brings one intent (its name as in the ledger) as far as it can be brought now. Doing it twice, or at the same time elsewhere, is harmless.
func (s *Sender) Handle(ctx context.Context, a access.Account, user, intent string) job.Verdict {
	v, err := s.handle(ctx, a, user, intent)
	switch {
	case err == nil:
		return v
	case errors.Is(err, ErrMoved):
		return job.Again(soon, err.Error())
	case fault.Is(err, fault.NotFound):
		return job.Never(err.Error())
	default:
		return job.Again(soon, err.Error())
	}
}

func (s *Sender) handle(ctx context.Context, a access.Account, user, intent string) (job.Verdict, error) {
	in, err := s.Ledger.MailIntent(ctx, a, user, intent)
	if err != nil {
		return job.Verdict{}, err
	}
	switch in.State {
	case Due:
		return s.attempt(ctx, a, in)
	case Claimed:
		return s.takeUp(ctx, a, in)
	default:
		return job.Done(), nil
	}
}

// takeUp goes on with an intent that was claimed and not settled. What became of the claim is asked before anything else.
func (s *Sender) takeUp(ctx context.Context, a access.Account, in Intent) (job.Verdict, error) {
	if wait := s.held(in); wait > 0 {
		return job.Again(wait, "the mail is in another's hands"), nil
	}
	fate, err := s.Mailer.Fate(ctx, IntentID(a, in.User, in.Name))
	if err != nil {
		return job.Again(soon, "the mail service did not say what became of the mail: "+reason(err)), nil
	}
	switch fate {
	case Accepted:
		return s.settle(ctx, a, in, Ending{State: Sent})
	case NotAccepted:
		return s.attempt(ctx, a, in)
	default:
		return s.doubt(ctx, a, in)
	}
}

// held is how long somebody may still be at work on a claimed intent. The claims of a process that is known to be dead hold nothing.
func (s *Sender) held(in Intent) time.Duration {
	if s.Sole && in.Claimant != s.Instance {
		return 0
	}
	return in.Lease.Sub(s.Now())
}

// doubt dares one retry when the mail service has stayed silent for long enough that it would have spoken. The second time is for a person to judge.
func (s *Sender) doubt(ctx context.Context, a access.Account, in Intent) (job.Verdict, error) {
	if in.Doubts >= maxDoubts {
		return s.settle(ctx, a, in, Ending{State: Parked, Reason: whyDoubt})
	}
	if wait := in.Claimed.Add(EventWait).Sub(s.Now()); wait > 0 {
		return job.Again(wait, "what became of the mail is not known yet"), nil
	}
	in.Doubts++
	return s.attempt(ctx, a, in)
}

func (s *Sender) settle(ctx context.Context, a access.Account, in Intent, end Ending) (job.Verdict, error) {
	end.At = s.Now()
	return job.Done(), s.Ledger.SettleMail(ctx, a, in, end)
}

// reason is what may be logged of a mail service's error: its own text may quote the mail.
func reason(err error) string {
	f := fault.As(err)
	if f.Code == "" {
		return f.Kind.String()
	}
	return f.Kind.String() + " (" + f.Code + ")"
}
