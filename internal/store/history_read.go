package store

import (
	"bytes"
	"compress/gzip"
	"context"
	"fmt"
	"io"
	"time"

	"usersync/internal/access"
	"usersync/internal/provision"
	"usersync/internal/table"
)

var _ provision.Histories = (*Store)(nil)

// decidedStep is how many entries are read at once to find a change of the outcome.
const decidedStep = 20

// LastDecided implements provision.Histories.
func (s *Store) LastDecided(ctx context.Context, a access.Account, user string, at time.Time) (e provision.Event, ok bool, err error) {
	if !isID(user) {
		return e, false, nil
	}
	if erased, err := s.isErased(ctx, a, user); err != nil || erased {
		return e, false, err
	}
	// "$" sorts behind "#": what happened in this very millisecond is within.
	q := table.Query{P: historyPartition(a, user), Desc: true, To: stamp(at) + "$", Limit: decidedStep}
	for {
		page, err := s.query(ctx, a, q)
		if err != nil {
			return e, false, err
		}
		for _, item := range page.Items {
			if e, err = decodeEvent(item, user); err != nil || e.Decided != nil {
				return e, err == nil, err
			}
		}
		if page.Next.IsZero() {
			return provision.Event{}, false, nil
		}
		q.Start = page.Next
	}
}

// OldestEvents implements provision.HistoryRecords.
func (s *Store) OldestEvents(ctx context.Context, a access.Account, user string, before time.Time, limit int) ([]provision.Event, error) {
	page, err := s.query(ctx, a, table.Query{P: historyPartition(a, user), To: stamp(before), Limit: limit})
	if err != nil {
		return nil, err
	}
	list := make([]provision.Event, len(page.Items))
	for i, item := range page.Items {
		if list[i], err = decodeEvent(item, user); err != nil {
			return nil, err
		}
	}
	return list, nil
}

func unpack(body []byte) ([]byte, error) {
	reader, err := gzip.NewReader(bytes.NewReader(body))
	if err != nil {
		return nil, fmt.Errorf("unpack history: %w", err)
	}
	out, err := io.ReadAll(io.LimitReader(reader, maxUnpacked))
	if err != nil {
		return nil, fmt.Errorf("unpack history: %w", err)
	}
	return out, nil
}
