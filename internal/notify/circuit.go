package notify

import (
	"context"
	"errors"
	"time"

	"usersync/internal/fault"
	"usersync/internal/job"
)

// Codes of fault.TooMany by which a Mailer says that the service takes no mail at all for now, whomever it is to.
const (
	BlockedPaused = "mail_paused" // sending is switched off, or the sender's domain is not verified any more
	BlockedQuota  = "mail_quota"  // as many mails went out as may within a day
	BlockedSetup  = "mail_setup"  // a right or a setting of the deployment is missing
)

// circuitPause is how long nobody tries behind a probe of which nothing is heard. A refusal says itself how long to wait.
const circuitPause = 10 * time.Minute

// Circuit says that no mail of the deployment is tried, because the mail service takes none. The zero Circuit is closed: mails go out.
type Circuit struct {
	Reason  string // a code: BlockedPaused, BlockedQuota, BlockedSetup
	Since   time.Time
	NextTry time.Time // when one mail is tried: it closes the circuit, or moves this on
}

// Open reports whether mails wait.
func (c Circuit) Open() bool { return c.Reason != "" }

// Circuits keeps the one circuit of the deployment. Reads are strongly consistent; safe for concurrent use.
type Circuits interface {
	// MailCircuit reads it.
	MailCircuit(ctx context.Context) (Circuit, error)
	// SetMailCircuit replaces what was read. ErrMoved when it is another by now.
	SetMailCircuit(ctx context.Context, was, is Circuit) error
}

// pass asks whether a mail may be tried. While the circuit is open none may, but for a single probe when its time has come: whoever moves the time on has it, and gets the
// circuit as it is then.
func (s *Sender) pass(ctx context.Context) (probe Circuit, ok bool, err error) {
	if s.Circuits == nil {
		return Circuit{}, true, nil
	}
	c, err := s.Circuits.MailCircuit(ctx)
	if err != nil || !c.Open() {
		return Circuit{}, err == nil, err
	}
	now := s.Now()
	if now.Before(c.NextTry) {
		return Circuit{}, false, nil
	}
	probe = c
	probe.NextTry = now.Add(circuitPause)
	if err = s.Circuits.SetMailCircuit(ctx, c, probe); errors.Is(err, ErrMoved) {
		return Circuit{}, false, nil
	}
	return probe, err == nil, err
}

// works closes the circuit after a probe that the service has answered as it does when it works.
func (s *Sender) works(ctx context.Context, probe Circuit) error {
	if !probe.Open() {
		return nil
	}
	return unlessMoved(s.Circuits.SetMailCircuit(ctx, probe, Circuit{}))
}

// blocked opens the circuit, or keeps it open behind a probe, when the service refuses for a reason that is the same for every mail. The mail in hand then waits for the
// sweeper, like all others.
func (s *Sender) blocked(ctx context.Context, probe Circuit, refusal error) (wait bool, err error) {
	f := fault.As(refusal)
	if s.Circuits == nil || f.Code != BlockedPaused && f.Code != BlockedQuota && f.Code != BlockedSetup {
		return false, nil
	}
	now := s.Now()
	is := Circuit{Reason: f.Code, Since: now, NextTry: now.Add(max(f.RetryAfter, time.Minute))}
	if probe.Open() {
		is.Since = probe.Since
	}
	err = s.Circuits.SetMailCircuit(ctx, probe, is)
	if err == nil && !probe.Open() && s.Opened != nil {
		s.Opened(ctx, is)
	}
	return true, unlessMoved(err)
}

// unlessMoved forgives that somebody else was first: what they wrote is as new.
func unlessMoved(err error) error {
	if errors.Is(err, ErrMoved) {
		return nil
	}
	return err
}

// refused gives a claim back that the service would not take the mail for.
func (s *Sender) refused(ctx context.Context, probe Circuit, refusal error, release func() error) (job.Verdict, error) {
	wait, err := s.blocked(ctx, probe, refusal)
	if err := errors.Join(release(), err); err != nil {
		return job.Verdict{}, err
	}
	if wait {
		return job.Done(), nil
	}
	return job.Again(max(soon, fault.As(refusal).RetryAfter), "the mail service has enough: "+reason(refusal)), nil
}
