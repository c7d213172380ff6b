package provision

import (
	"context"
	"strconv"
	"time"

	"usersync/internal/access"
	"usersync/internal/guard"
	"usersync/internal/notice"
)

// Notices keeps what admins are told. Safe for concurrent use.
type Notices interface {
	// DecideNotice stores a notice that admins are to be told. Nothing happens where there is one of this id.
	DecideNotice(ctx context.Context, a access.Account, n notice.Notice) error
}

// HoldNotice is what admins are told when a hold begins, in the transaction that makes it: what the guard stopped, by every gauge that did.
func HoldNotice(h Hold) notice.Notice {
	n := notice.Notice{ID: "hold-" + h.ID, Kind: notice.RunHeld, At: h.Since, Variant: string(h.Kind), About: h.ID}
	for _, g := range h.Gauges {
		if !g.Held {
			continue
		}
		f := notice.Fact{Label: string(g.Name), N: g.Value, Of: g.Of}
		if g.Name == guard.Product {
			f.Product = g.Subject
		}
		n.Facts = append(n.Facts, f)
	}
	n.Facts = append(n.Facts, notice.Fact{Label: "since", At: h.Since})
	return n
}

// RunNotice is what admins are told when a run comes to a state, in the transaction that takes it there. due is false when that is nothing: only of syncs and
// publications that ended with somebody left behind is anybody told. A retry is watched by whoever asked for it.
func RunNotice(r Run, to RunState, at time.Time) (n notice.Notice, due bool) {
	if to != RunDone || r.Failed == 0 || r.Kind != FullRun && r.Kind != PublishRun {
		return notice.Notice{}, false
	}
	n = notice.Notice{ID: "run-" + r.ID, Kind: notice.RunFailed, At: at, About: r.ID, Count: r.Failed, Facts: []notice.Fact{
		{Label: "done", N: r.Done}, {Label: "failed", N: r.Failed, Of: r.Done},
	}}
	if r.Waiting > 0 {
		n.Facts = append(n.Facts, notice.Fact{Label: "waiting", N: r.Waiting})
	}
	n.Facts = append(n.Facts, notice.Fact{Label: "started", At: r.Started}, notice.Fact{Label: "finished", At: at})
	return n, true
}

// ExpiryNotice is what admins are told of a credential that expires within so many days, a step of Teller; connection is the name of its connection. It says how many
// days there really are left.
func ExpiryNotice(e Expiry, connection string, days int, at time.Time) notice.Notice {
	kind := notice.TokenExpiring
	if e.Kind == access.SecretOfClient {
		kind = notice.SecretExpiring
	}
	return notice.Notice{ID: "expiry-" + e.ID + "-" + strconv.Itoa(days), Kind: kind, At: at, About: e.Connection, Count: DaysLeft(e.Expires, at), Facts: []notice.Fact{
		{Label: "connection", Text: connection}, {Label: "name", Text: e.Name}, {Label: "expires", At: e.Expires},
	}}
}
