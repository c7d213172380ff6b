package store

import (
	"bytes"
	"compress/gzip"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"strconv"
	"strings"

	"usersync/internal/access"
	"usersync/internal/plan"
	"usersync/internal/provision"
	"usersync/internal/table"
)

// What came of a chunk is T#a#PLAN#p#C <shard>#<n>, compressed JSON; the differences are T#a#PLAN#p#<00-15> under the user's id.
const (
	differenceShards = 16
	diffNumbers      = "%d#%07d"
)

func diffsPartition(a access.Account, id string) string { return planPartition(a, id) + "#C" }

func differencePartition(a access.Account, id string, shard int) string {
	return fmt.Sprintf("%s#%02d", planPartition(a, id), shard)
}

// CloseDiff implements provision.PlanStore.
func (s *Store) CloseDiff(ctx context.Context, a access.Account, id string, c provision.Chunk, d provision.ChunkDiff) error {
	p, ok, err := s.GetPlan(ctx, a, id)
	if err != nil || !ok {
		return err
	}
	expires := planExpiry(p)
	actions := closeChunk(a, id, c, provision.Tally{Done: len(c.Users), Changed: d.Totals.Changed, Skipped: len(c.Users) - d.Totals.Users})
	body, err := json.Marshal(d)
	if err != nil {
		return fmt.Errorf("write chunk of plan: %w", err)
	}
	if body, err = pack(body); err != nil {
		return err
	}
	key := table.Key{Table: table.Work, P: diffsPartition(a, id), S: fmt.Sprintf(diffNumbers, c.Shard, c.N)}
	actions = append(actions, table.Put(table.Item{Key: key, Attrs: table.Attrs{attrJSON: table.B(body), table.TTL: expires}}))
	for _, one := range d.Differences {
		put, err := putDifference(a, id, one, expires)
		if err != nil {
			return err
		}
		actions = append(actions, put)
	}
	return s.commitOnce(ctx, a, actions)
}

func putDifference(a access.Account, id string, d plan.Difference, expires table.Value) (table.Action, error) {
	body, err := json.Marshal(d)
	if err != nil {
		return table.Action{}, fmt.Errorf("write difference: %w", err)
	}
	key := table.Key{Table: table.Work, P: differencePartition(a, id, int(hash(d.User)%differenceShards)), S: d.User}
	return table.Put(table.Item{Key: key, Attrs: table.Attrs{attrJSON: table.B(body), table.TTL: expires}}), nil
}

// ChunkDiffs implements provision.PlanStore.
func (s *Store) ChunkDiffs(ctx context.Context, a access.Account, id string, see func(provision.ChunkDiff) error) error {
	return s.each(ctx, a, table.Query{Table: table.Work, P: diffsPartition(a, id)}, func(item table.Item) error {
		var d provision.ChunkDiff
		if err := unpackJSON(item.Attrs[attrJSON].Raw(), &d); err != nil {
			return fmt.Errorf("read chunk of plan: %w", err)
		}
		return see(d)
	})
}

func unpackJSON(body []byte, into any) error {
	reader, err := gzip.NewReader(bytes.NewReader(body))
	if err != nil {
		return err
	}
	text, err := io.ReadAll(io.LimitReader(reader, maxUnpacked))
	if err != nil {
		return err
	}
	return json.Unmarshal(text, into)
}

// Differences implements provision.PlanStore. A position is the shard and, within it, the user behind whom the next page begins.
func (s *Store) Differences(ctx context.Context, a access.Account, id, after string, limit int) ([]plan.Difference, string, error) {
	shard, user, err := differencePlace(after)
	if err != nil {
		return nil, "", err
	}
	q := table.Query{Table: table.Work, P: differencePartition(a, id, shard), Limit: limit}
	if user != "" {
		q.Start = table.Cursor{P: q.P, S: user}
	}
	page, err := s.query(ctx, a, q)
	if err != nil {
		return nil, "", err
	}
	list := make([]plan.Difference, len(page.Items))
	for i, item := range page.Items {
		if err := json.Unmarshal(item.Attrs[attrJSON].Raw(), &list[i]); err != nil {
			return nil, "", fmt.Errorf("read difference: %w", err)
		}
	}
	switch {
	case !page.Next.IsZero():
		return list, fmt.Sprintf("%d-%s", shard, page.Next.S), nil
	case shard+1 < differenceShards:
		return list, fmt.Sprintf("%d-", shard+1), nil
	default:
		return list, "", nil
	}
}

func differencePlace(after string) (shard int, user string, err error) {
	if after == "" {
		return 0, "", nil
	}
	number, user, found := strings.Cut(after, "-")
	shard, err = strconv.Atoi(number)
	if !found || err != nil || shard < 0 || shard >= differenceShards || user != "" && !isID(user) {
		return 0, "", errBadCursor()
	}
	return shard, user, nil
}
