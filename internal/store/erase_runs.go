package store

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"usersync/internal/access"
	"usersync/internal/plan"
	"usersync/internal/provision"
	"usersync/internal/table"
)

// RunsBehind implements provision.EraseStore.
func (s *Store) RunsBehind(ctx context.Context, a access.Account, dry bool, before string, limit int) ([]provision.Run, error) {
	page, err := s.query(ctx, a, table.Query{P: runList(a, dry), Desc: true, To: before, Limit: limit + 1}) // To is inclusive
	if err != nil {
		return nil, err
	}
	var ids []string
	for _, item := range page.Items {
		if item.Key.S != before && len(ids) < limit {
			ids = append(ids, item.Key.S)
		}
	}
	return s.readRuns(ctx, a, ids)
}

// ForgetInRun implements provision.EraseStore. The position of a chunk may name the last of its users; nobody reads it once the run is over.
func (s *Store) ForgetInRun(ctx context.Context, a access.Account, run provision.Run, user string) error {
	return s.each(ctx, a, table.Query{P: runPartition(a, run.ID), Prefix: chunksPrefix}, func(item table.Item) error {
		c := decodeChunk(shardOf(item.Key.S), item)
		at := slices.Index(c.Users, user)
		if at < 0 && !pointsAt(c.Next, user) {
			return nil
		}
		edits := []table.Edit{table.Set(attrChunkNext, table.S(""))}
		if at >= 0 {
			edits = append(edits, table.Set(attrChunkUsers, table.S(strings.Join(slices.Delete(c.Users, at, at+1), ","))))
			if len(c.Results) > at {
				edits = append(edits, table.Set(attrResults, table.S(encodeResults(slices.Delete(c.Results, at, at+1)))))
			}
		}
		same := table.Equals(attrChunkUsers, item.Attrs[attrChunkUsers])
		return unlessCanceled(s.transact(ctx, a, []table.Action{table.Update(item.Key, edits, same)}))
	})
}

// pointsAt reports whether a position in a list is at a user.
func pointsAt(position, user string) bool {
	raw, err := base64.RawURLEncoding.DecodeString(position)
	return err == nil && strings.Contains(string(raw), user) || strings.Contains(position, user)
}

// ForgetInPlan implements provision.EraseStore.
func (s *Store) ForgetInPlan(ctx context.Context, a access.Account, id, user string) error {
	key := table.Key{Table: table.Work, P: differencePartition(a, id, int(hash(user)%differenceShards)), S: user}
	if err := s.deleteAll(ctx, a, []table.Key{key}); err != nil {
		return err
	}
	return s.each(ctx, a, table.Query{Table: table.Work, P: diffsPartition(a, id)}, func(item table.Item) error {
		var d provision.ChunkDiff
		if err := unpackJSON(item.Attrs[attrJSON].Raw(), &d); err != nil {
			return fmt.Errorf("read chunk of plan: %w", err)
		}
		at := slices.Index(d.Users, user)
		if at < 0 {
			return nil
		}
		dropUser(&d, at)
		body, err := json.Marshal(d)
		if err != nil {
			return fmt.Errorf("write chunk of plan: %w", err)
		}
		same := table.Equals(attrJSON, item.Attrs[attrJSON])
		if item.Attrs[attrJSON], err = packed(body); err != nil {
			return err
		}
		return unlessCanceled(s.transact(ctx, a, []table.Action{table.Put(item, same)}))
	})
}

func packed(body []byte) (table.Value, error) {
	body, err := pack(body)
	return table.B(body), err
}

// dropUser takes the user at a place out of what came of a chunk. The totals stay: they say how many there were.
func dropUser(d *provision.ChunkDiff, at int) {
	user := d.Users[at]
	d.Users, d.Wants = slices.Delete(d.Users, at, at+1), slices.Delete(d.Wants, at, at+1)
	if d.Spared != nil && d.Spared.Difference.User == user {
		d.Spared = nil
	}
	for product, claims := range d.Claims {
		d.Claims[product] = slices.DeleteFunc(claims, func(c plan.Claim) bool { return c.User == user })
	}
}
