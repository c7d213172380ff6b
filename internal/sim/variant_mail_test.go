package sim

import (
	"context"
	"time"

	"usersync/internal/access"
	"usersync/internal/notify"
)

// impressed takes the last word on a mail for the strongest.
type impressed struct{ notify.Reported }

func (i impressed) MailIntent(ctx context.Context, a access.Account, user, name string) (notify.Intent, error) {
	in, err := i.Reported.MailIntent(ctx, a, user, name)
	in.Became, in.BecameAt = notify.Taken, time.Time{}
	return in, err
}

func (i impressed) RecordMail(ctx context.Context, a access.Account, was notify.Intent, w notify.Word) error {
	now, err := i.Reported.MailIntent(ctx, a, was.User, was.Name)
	if err != nil {
		return err
	}
	was.Became = now.Became
	return i.Reported.RecordMail(ctx, a, was, w)
}

// unproven takes reports for what they say, and not for proof that the mail was sent.
type unproven struct{ notify.Reported }

func (u unproven) RecordMail(ctx context.Context, a access.Account, was notify.Intent, w notify.Word) error {
	if w.Sent {
		return nil
	}
	return u.Reported.RecordMail(ctx, a, was, w)
}

// unlisted writes words, and nobody's failures.
type unlisted struct{ notify.Reported }

func (u unlisted) RecordMail(ctx context.Context, a access.Account, was notify.Intent, w notify.Word) error {
	w.Raise, w.Clear = "", ""
	return u.Reported.RecordMail(ctx, a, was, w)
}

// hopeless never finds that the time of the next try has come.
type hopeless struct {
	notify.Circuits
	world *world
}

func (h hopeless) MailCircuit(ctx context.Context) (notify.Circuit, error) {
	c, err := h.Circuits.MailCircuit(ctx)
	c.NextTry = h.world.clock.Add(time.Hour)
	return c, err
}

// heedless lets everybody through whose time has come, not only the first.
type heedless struct{ notify.Circuits }

func (h heedless) SetMailCircuit(ctx context.Context, was, is notify.Circuit) error {
	if was.Open() && is.Open() {
		return nil
	}
	return h.Circuits.SetMailCircuit(ctx, was, is)
}

// welded lets everybody through.
type welded struct{ notify.Circuits }

func (welded) MailCircuit(context.Context) (notify.Circuit, error) { return notify.Circuit{}, nil }
