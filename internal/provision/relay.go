package provision

import (
	"context"
	"errors"

	"usersync/internal/access"
	"usersync/internal/job"
)

// SignalKind is what a committed change calls for.
type SignalKind uint8

// The signals.
const (
	BellRung       SignalKind = iota // a user went from clean to dirty (User)
	MailDue                          // a mail intent became due (User, ID = intent name)
	RunCreated                       // a run was started (ID)
	JournalCreated                   // a mass membership change was committed (ID)
	AutoSaved                        // something was saved that goes live by itself
	HoldToRing                       // a hold was approved whose users are to be looked at (ID)
	GroupGone                        // a directory group was deleted
)

// Signal is a fact taken from the change stream. It says where to look, never what is there: a change's image may be old by now.
type Signal struct {
	Kind    SignalKind
	Account access.Account
	User    string
	ID      string
}

// Relay turns signals into messages. What it loses the sweeper finds; it makes things fast, not right.
type Relay struct {
	Policies Policies
	Sender   Sender
}

// Relay sends one message per signal, each with the live policy version, read strongly once per account. When it fails some may have
// been sent; sending all of them again is harmless. An account whose version cannot be read does not hold up the others.
func (r *Relay) Relay(ctx context.Context, signals []Signal) error {
	p := post{policies: r.Policies}
	for _, s := range signals {
		p.add(ctx, s)
	}
	return errors.Join(p.err, p.send(ctx, r.Sender))
}

// post collects messages by queue and stamps each with its account's live version.
type post struct {
	policies Policies
	versions map[string]int64 // by account id
	unread   map[string]bool  // accounts whose version cannot be read
	queued   map[job.Queue][]job.Message
	err      error
}

func (p *post) add(ctx context.Context, s Signal) {
	version, ok := p.version(ctx, s.Account)
	if !ok {
		return
	}
	m := job.Message{Account: s.Account.ID(), User: s.User, ID: s.ID, Version: version}
	queue := job.Hot
	switch s.Kind {
	case MailDue:
		m.Kind, queue = job.SendMail, job.Mail
	case RunCreated:
		m.Kind, queue = job.PlanRun, job.Bulk
	case AutoSaved:
		m.Kind, queue = job.AutoPlan, job.Bulk
	case HoldToRing:
		m.Kind, queue = job.RingHold, job.Bulk
	case GroupGone:
		m.Kind, queue = job.NoteGone, job.Bulk
	case JournalCreated:
		m.Kind, queue = job.ApplyJournal, job.Bulk
	default:
		m.Kind = job.ResolveUser
	}
	if p.queued == nil {
		p.queued = map[job.Queue][]job.Message{}
	}
	p.queued[queue] = append(p.queued[queue], m)
}

func (p *post) version(ctx context.Context, a access.Account) (int64, bool) {
	if v, ok := p.versions[a.ID()]; ok || p.unread[a.ID()] {
		return v, ok
	}
	v, err := p.policies.LiveVersion(ctx, a)
	if err != nil {
		p.err = errors.Join(p.err, err)
		if p.unread == nil {
			p.unread = map[string]bool{}
		}
		p.unread[a.ID()] = true
		return 0, false
	}
	if p.versions == nil {
		p.versions = map[string]int64{}
	}
	p.versions[a.ID()] = v
	return v, true
}

// send hands over what was collected, queue by queue in a fixed order.
func (p *post) send(ctx context.Context, to Sender) error {
	var failed error
	for _, q := range []job.Queue{job.Hot, job.Bulk, job.Mail} {
		if len(p.queued[q]) > 0 {
			failed = errors.Join(failed, to.Send(ctx, q, p.queued[q]...))
		}
	}
	return failed
}
