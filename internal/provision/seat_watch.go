package provision

import (
	"context"
	"errors"
	"maps"
	"slices"
	"time"

	"usersync/internal/access"
	"usersync/internal/notice"
	"usersync/internal/rule"
)

// LowSeats keeps of which products admins were told that few seats are left. Reads are strong; safe for concurrent use.
type LowSeats interface {
	// LowSeats reads how products stood when they were last told of: notice.SomeSeats or notice.NoSeats, by key. Those of which there are enough are not there.
	LowSeats(ctx context.Context, a access.Account) (map[string]string, error)
	// NoteSeats notes how a product stands and, where n is not nil, decides the notice with it. ErrMoved when it did not stand as was.
	NoteSeats(ctx context.Context, a access.Account, product, was, now string, n *notice.Notice) error
}

// SeatWatch tells admins when the seats of a product run out, by the account's settings. Its fields must be set; it is safe for concurrent use.
type SeatWatch struct {
	Accounts AccountStore
	Policies Policies
	Seats    Seats
	Low      LowSeats
	Now      func() time.Time
	NewID    func() string
}

// WatchSeats looks at every product with a number of seats. Each time that there come to be few, and each time that there come to be none, is told once. An account in
// which nobody is to be told costs one read.
func (s *SeatWatch) WatchSeats(ctx context.Context, a access.Account) error {
	account, err := s.Accounts.Account(ctx, a)
	if err != nil || !account.Notices.Wants(notice.SeatsLow) {
		return err
	}
	version, err := s.Policies.LiveVersion(ctx, a)
	if err != nil {
		return err
	}
	policy, err := s.Policies.Policy(ctx, a, version)
	if err != nil {
		return err
	}
	stood, err := s.Low.LowSeats(ctx, a)
	if err != nil {
		return err
	}
	var failed error
	for _, p := range policy.Products {
		failed = errors.Join(failed, unlessMoved(s.watch(ctx, a, account.Notices, p, stood[p.Key])))
		delete(stood, p.Key)
	}
	for _, product := range slices.Sorted(maps.Keys(stood)) { // it left the catalogue
		failed = errors.Join(failed, unlessMoved(s.Low.NoteSeats(ctx, a, product, stood[product], "", nil)))
	}
	return failed
}

// watch looks at one product. While its seats are being gathered for a plan they are neither free nor taken.
func (s *SeatWatch) watch(ctx context.Context, a access.Account, settings notice.Settings, p rule.Product, was string) error {
	if p.Seats == nil && was == "" {
		return nil
	}
	now, free := "", int64(0)
	if p.Seats != nil {
		shards, err := s.Seats.Shards(ctx, a, p.Key)
		if err != nil || gathering(shards) {
			return err
		}
		free = max(0, *p.Seats-used(shards))
		now = settings.Seats(was, *p.Seats, free)
	}
	switch now {
	case was:
		return nil
	case "":
		return s.Low.NoteSeats(ctx, a, p.Key, was, now, nil)
	}
	waiting, err := s.waiting(ctx, a, p.Key)
	if err != nil {
		return err
	}
	n := seatNotice(p, now, free, waiting)
	n.ID, n.At = "seats-"+s.NewID(), s.Now()
	return s.Low.NoteSeats(ctx, a, p.Key, was, now, &n)
}

func used(shards []Shard) (n int64) {
	for _, shard := range shards {
		n += shard.Used
	}
	return n
}

// maxCounted bounds how many who wait under one rule are counted for a notice.
const maxCounted = 1000

func (s *SeatWatch) waiting(ctx context.Context, a access.Account, product string) (n int, err error) {
	heads, err := s.Seats.LineHeads(ctx, a, product)
	for _, head := range heads {
		line, err := s.Seats.Waiters(ctx, a, product, head.Rule, maxCounted)
		if err != nil {
			return 0, err
		}
		n += len(line)
	}
	return n, err
}

func seatNotice(p rule.Product, level string, free int64, waiting int) notice.Notice {
	n := notice.Notice{Kind: notice.SeatsLow, Variant: level, About: p.Key, Facts: []notice.Fact{
		{Label: "product", Text: p.Name}, {Label: "left", N: int(free), Of: int(*p.Seats)},
	}}
	if waiting > 0 {
		n.Facts = append(n.Facts, notice.Fact{Label: "waiting", N: waiting})
	}
	return n
}
