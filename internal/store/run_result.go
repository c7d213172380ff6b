package store

import (
	"context"
	"slices"
	"strings"

	"usersync/internal/access"
	"usersync/internal/directory"
	"usersync/internal/provision"
	"usersync/internal/table"
)

// The letters of a result: what was found of a user.
const (
	foundChanged = 'c'
	foundFailed  = 'f'
	foundWaiting = 'w'
	foundSkipped = 's'
	foundHeld    = 'h'
	foundDrift   = 'd'
)

// encodeResults writes what was found of each user of a chunk, in the order of the users: letters, and behind a colon the failure codes, as in
// "c,,fw:group_missing+out_of_seats". Somebody unchanged has no letter.
func encodeResults(results []provision.UserResult) string {
	texts := make([]string, len(results))
	for i, r := range results {
		for _, one := range []struct {
			letter rune
			found  bool
		}{{foundChanged, r.Changed}, {foundFailed, r.Failed}, {foundWaiting, r.Waiting}, {foundSkipped, r.Skipped}, {foundHeld, r.Held}, {foundDrift, r.Drift}} {
			if one.found {
				texts[i] += string(one.letter)
			}
		}
		if len(r.Codes) > 0 {
			texts[i] += ":" + strings.Join(r.Codes, "+")
		}
	}
	return strings.Join(texts, ",")
}

// decodeResults is the reverse; of a chunk that keeps none (a dry run's, or one without users) there are none.
func decodeResults(users []string, text string) []provision.UserResult {
	texts := strings.Split(text, ",")
	if len(texts) != len(users) {
		return nil
	}
	results := make([]provision.UserResult, len(users))
	for i, one := range texts {
		letters, codes, failing := strings.Cut(one, ":")
		results[i] = provision.UserResult{
			User: users[i], Changed: strings.ContainsRune(letters, foundChanged), Failed: strings.ContainsRune(letters, foundFailed),
			Waiting: strings.ContainsRune(letters, foundWaiting), Skipped: strings.ContainsRune(letters, foundSkipped),
			Held: strings.ContainsRune(letters, foundHeld), Drift: strings.ContainsRune(letters, foundDrift),
		}
		if failing {
			results[i].Codes = strings.Split(codes, "+")
		}
	}
	return results
}

// Chunks implements provision.RunParts.
func (s *Store) Chunks(ctx context.Context, a access.Account, run string, shard, n, limit int) ([]provision.Chunk, bool, error) {
	page, err := s.query(ctx, a, table.Query{P: runPartition(a, run), Prefix: chunksPrefix, From: chunkKey(a, run, shard, n).S, Limit: limit})
	if err != nil {
		return nil, false, err
	}
	chunks := make([]provision.Chunk, len(page.Items))
	for i, item := range page.Items {
		chunks[i] = decodeChunk(shardOf(item.Key.S), item)
	}
	return chunks, !page.Next.IsZero(), nil
}

// UserNames implements provision.Population: by the outcome, and for those who have none by the directory.
func (s *Store) UserNames(ctx context.Context, a access.Account, users []string) (map[string]string, error) {
	users = slices.Compact(slices.Sorted(slices.Values(users)))
	names := make(map[string]string, len(users))
	outcomes, err := s.itemsOf(ctx, a, users, func(id string) table.Key { return userKey(a, id, sortOutcome) })
	if err != nil {
		return nil, err
	}
	var rest []string
	for _, id := range users {
		attrs, ok := outcomes[id]
		if !ok {
			rest = append(rest, id)
			continue
		}
		o, err := decodeOutcome(attrs)
		if err != nil {
			return nil, err
		}
		names[id] = o.UserName
	}
	pushed, err := s.DirectoryUsers(ctx, a, rest)
	for _, u := range pushed {
		names[u.ID] = directory.UserName(u.Attrs)
	}
	return names, err
}
