package notify

import (
	"context"
	"errors"
	"time"

	"usersync/internal/access"
	"usersync/internal/fault"
	"usersync/internal/job"
)

// attempt sends an intent that nobody has in hand, unless there is a reason not to.
//
// The claim is conditioned on the user as it was read. The mail switch is looked at before the claim, and whether it may have moved
// in between behind it: no mail is sent whose claim was made with the switch off.
func (s *Sender) attempt(ctx context.Context, a access.Account, in Intent) (job.Verdict, error) {
	if IsTest(in.Name) {
		return s.attemptTest(ctx, a, in)
	}
	if IsNotice(in.Name) {
		return s.attemptNotice(ctx, a, in)
	}
	h, err := s.houses.live(ctx, s.Switch, a)
	if err != nil {
		return job.Verdict{}, err
	}
	if !h.syncOn { // frozen: the sweeper comes back to it until syncing is on again
		return job.Done(), nil
	}
	m, claim, end, err := s.write(ctx, a, in, h)
	if err != nil {
		return job.Verdict{}, err
	}
	if end != nil {
		return s.settle(ctx, a, in, *end)
	}
	probe, ok, err := s.pass(ctx)
	if err != nil || !ok { // the service takes no mails: the sweeper comes back to it
		return job.Done(), err
	}
	if err := s.Ledger.ClaimMail(ctx, a, in, claim); err != nil {
		return job.Verdict{}, err
	}
	in.State, in.Tries = Claimed, in.Tries+1
	if version, err := s.Switch.LiveVersion(ctx, a); err != nil || version != h.version {
		return job.Again(soon, "the rules changed meanwhile"), s.Ledger.ReleaseMail(ctx, a, in)
	}
	return s.deliver(ctx, a, in, m, claim.Until, probe)
}

// write makes the message and the claim for it, or says how the intent ends without a mail.
func (s *Sender) write(ctx context.Context, a access.Account, in Intent, h house) (m Message, c Claim, end *Ending, err error) {
	if !h.mailOn {
		return m, c, &Ending{State: Withdrawn, Reason: whyMailOff}, nil
	}
	r, ok, err := s.People.Recipient(ctx, a, in.User)
	if err != nil {
		return m, c, nil, err
	}
	to, end := addressee(r, ok)
	if end != nil {
		end.To = r.Email
		return m, c, end, nil
	}
	m, ok, err = s.compose(ctx, a, in, h, r)
	if err != nil {
		return m, c, nil, err
	}
	if !ok {
		return m, c, &Ending{State: Parked, Reason: whyTemplate}, nil
	}
	m.Intent, m.To, m.ToName = IntentID(a, in.User, in.Name), to, clean(r.DisplayName)
	m.redirect(h.mailTo)
	c = s.claim(in, r)
	if m.Original != "" {
		c.To = m.To
	}
	return m, c, nil, nil
}

func (s *Sender) claim(in Intent, r Recipient) Claim {
	lease := s.Lease
	if lease == 0 {
		lease = DefaultLease
	}
	now := s.Now()
	return Claim{By: s.Instance, At: now, Until: now.Add(lease), Doubts: in.Doubts, Version: r.Version, To: r.Email}
}

// addressee says where to write to, or why nobody is written to.
func addressee(r Recipient, ok bool) (to string, end *Ending) {
	switch {
	case !ok:
		return "", &Ending{State: Withdrawn, Reason: whyGone}
	case !r.Active:
		return "", &Ending{State: Withdrawn, Reason: WhyInactive}
	case r.Suspended:
		return "", &Ending{State: Withdrawn, Reason: WhySuspended}
	case r.Email == "":
		return "", &Ending{State: Parked, Reason: whyNoMail}
	}
	to, ok = address(r.Email)
	if !ok {
		return "", &Ending{State: Parked, Reason: whyBadMail, Failure: whyRejected}
	}
	return to, nil
}

// deliver hands the mail over and records what came of it. After an ambiguous failure the claim stays until its lease runs out:
// whoever asks the service for the fate of the mail must not do so while it may still be under way.
func (s *Sender) deliver(ctx context.Context, a access.Account, in Intent, m Message, until time.Time, probe Circuit) (job.Verdict, error) {
	id, err := s.Mailer.Send(ctx, m)
	switch {
	case err == nil:
		v, err := s.settle(ctx, a, in, Ending{State: Sent, SentID: id})
		return v, errors.Join(err, s.works(ctx, probe))
	case fault.Is(err, fault.Invalid):
		v, err := s.settle(ctx, a, in, Ending{State: Parked, Reason: whyRejected, Failure: whyRejected})
		return v, errors.Join(err, s.works(ctx, probe))
	case fault.Is(err, fault.TooMany):
		return s.refused(ctx, probe, err, func() error { return s.Ledger.ReleaseMail(ctx, a, in) })
	default:
		return job.Again(until.Sub(s.Now())+soon, "the mail service failed: "+reason(err)), nil
	}
}
