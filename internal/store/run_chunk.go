package store

import (
	"context"
	"fmt"
	"strconv"
	"strings"

	"usersync/internal/access"
	"usersync/internal/provision"
	"usersync/internal/table"
)

// Attributes of a chunk C#<shard>#<n>.
const (
	attrChunkUsers = "users" // S: ids, joined by commas
	attrChunkUpto  = "upto"  // N: how many users the shard holds up to the end of this chunk
	attrChunkNext  = "next"  // S: where the listing goes on; "" in the last chunk
	attrChunkDone  = "done"  // Bool
	attrResults    = "found" // S: once it is done, what was found of each user (see encodeResults)
)

var _ provision.RunParts = (*Store)(nil)

const chunksPrefix = "C#"

func chunkPrefix(shard int) string { return fmt.Sprintf(chunksPrefix+"%d#", shard) }

// shardOf is the shard of a chunk by its sort key.
func shardOf(sort string) int {
	shard, _ := strconv.Atoi(strings.Split(sort, "#")[1])
	return shard
}

func chunkKey(a access.Account, run string, shard, n int) table.Key {
	return runKey(a, run, fmt.Sprintf("%s%07d", chunkPrefix(shard), n))
}

// LastChunk implements provision.RunParts.
func (s *Store) LastChunk(ctx context.Context, a access.Account, run string, shard int) (provision.Chunk, bool, error) {
	page, err := s.query(ctx, a, table.Query{P: runPartition(a, run), Prefix: chunkPrefix(shard), Desc: true, Limit: 1})
	if err != nil || len(page.Items) == 0 {
		return provision.Chunk{}, false, err
	}
	return decodeChunk(shard, page.Items[0]), true, nil
}

func decodeChunk(shard int, item table.Item) provision.Chunk {
	n, _ := strconv.Atoi(item.Key.S[strings.LastIndex(item.Key.S, "#")+1:])
	c := provision.Chunk{
		Shard: shard, N: n,
		Upto: int(item.Attrs[attrChunkUpto].Int()),
		Next: item.Attrs[attrChunkNext].Str(),
		Done: item.Attrs[attrChunkDone].True(),
	}
	if users := item.Attrs[attrChunkUsers].Str(); users != "" {
		c.Users = strings.Split(users, ",")
	}
	if c.Done {
		c.Results = decodeResults(c.Users, item.Attrs[attrResults].Str())
	}
	return c
}

// AddChunk implements provision.RunParts.
func (s *Store) AddChunk(ctx context.Context, a access.Account, run string, c provision.Chunk) error {
	return s.commitUnmoved(ctx, a, []table.Action{putChunk(a, run, c)})
}

func putChunk(a access.Account, run string, c provision.Chunk) table.Action {
	return table.Put(table.Item{Key: chunkKey(a, run, c.Shard, c.N), Attrs: table.Attrs{
		attrChunkUsers: table.S(strings.Join(c.Users, ",")),
		attrChunkUpto:  table.N(int64(c.Upto)),
		attrChunkNext:  table.S(c.Next),
		attrChunkDone:  table.Bool(c.Done),
	}}, table.NotExists())
}

// GetChunk implements provision.RunParts.
func (s *Store) GetChunk(ctx context.Context, a access.Account, run string, shard, n int) (provision.Chunk, bool, error) {
	key := chunkKey(a, run, shard, n)
	attrs, ok, err := s.get(ctx, a, key)
	if err != nil || !ok {
		return provision.Chunk{}, false, err
	}
	return decodeChunk(shard, table.Item{Key: key, Attrs: attrs}), true, nil
}

// CloseChunk implements provision.RunParts.
func (s *Store) CloseChunk(ctx context.Context, a access.Account, run string, c provision.Chunk, t provision.Tally) error {
	return s.commitOnce(ctx, a, closeChunk(a, run, c, t))
}

// closeChunk marks a chunk as done, if it is not, and counts it.
func closeChunk(a access.Account, run string, c provision.Chunk, t provision.Tally) []table.Action {
	end := []table.Edit{table.Set(attrChunkDone, table.Bool(true))}
	if len(t.Results) > 0 {
		end = append(end, table.Set(attrResults, table.S(encodeResults(t.Results))))
	}
	return []table.Action{
		table.Update(chunkKey(a, run, c.Shard, c.N), end, table.Equals(attrChunkDone, table.Bool(false))),
		table.Update(runCounterKey(a, run, (c.Shard*2+c.N%2)%runCounters), []table.Edit{
			table.Add(attrTallyDone, int64(t.Done)),
			table.Add(attrTallyChanged, int64(t.Changed)),
			table.Add(attrTallyFailed, int64(t.Failed)),
			table.Add(attrTallyWaiting, int64(t.Waiting)),
			table.Add(attrTallySkipped, int64(t.Skipped)),
			table.Add(attrTallyHeld, int64(t.Held)),
			table.Add(attrTallyDrift, int64(t.Drift)),
		}),
	}
}

// OpenChunks implements provision.RunParts.
func (s *Store) OpenChunks(ctx context.Context, a access.Account, run string, shard int) ([]int, error) {
	var open []int
	err := s.each(ctx, a, table.Query{P: runPartition(a, run), Prefix: chunkPrefix(shard)}, func(item table.Item) error {
		if c := decodeChunk(shard, item); !c.Done {
			open = append(open, c.N)
		}
		return nil
	})
	return open, err
}
