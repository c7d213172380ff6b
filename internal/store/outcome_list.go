package store

import (
	"context"
	"encoding/base64"
	"strings"

	"usersync/internal/access"
	"usersync/internal/fault"
	"usersync/internal/provision"
	"usersync/internal/table"
)

var _ provision.AccountUsers = (*Store)(nil)

// ReadAccountUsers implements provision.AccountUsers: the outcome, the fence and the welcome mail of each, in batches.
func (s *Store) ReadAccountUsers(ctx context.Context, a access.Account, ids []string) ([]provision.AccountUser, error) {
	var keys []table.Key
	for _, id := range ids {
		if isID(id) {
			keys = append(keys, userKey(a, id, sortOutcome), userKey(a, id, sortSync), userKey(a, id, prefixMail+firstWelcome))
		}
	}
	items, err := s.getMany(ctx, a, keys)
	if err != nil {
		return nil, err
	}
	found := make(map[table.Key]table.Attrs, len(items))
	for _, item := range items {
		found[item.Key] = item.Attrs
	}
	var users []provision.AccountUser
	for _, id := range ids {
		outcome, ok := found[userKey(a, id, sortOutcome)]
		if !ok {
			continue
		}
		o, err := decodeOutcome(outcome)
		if err != nil {
			return nil, err
		}
		users = append(users, provision.AccountUser{
			ID: id, Outcome: *o, Fence: decodeFence(found[userKey(a, id, sortSync)]),
			Mail: mailView(found[userKey(a, id, prefixMail+firstWelcome)]),
		})
	}
	return users, nil
}

func mailView(attrs table.Attrs) *provision.MailView {
	if attrs == nil {
		return nil
	}
	view := &provision.MailView{Template: attrs[attrTemplate].Str(), State: attrs[attrState].Str(), At: parseStamp(attrs[attrAt].Str())}
	if ended := attrs[attrEnded].Str(); ended != "" {
		view.At = parseStamp(ended)
	}
	return view
}

// AccountUserIDs implements provision.AccountUsers. A position is the folded name and the partition of the last one.
func (s *Store) AccountUserIDs(ctx context.Context, a access.Account, prefix, after string, limit int) ([]string, string, error) {
	name, partition, err := splitPlace(after)
	if err != nil {
		return nil, "", err
	}
	feeds := s.outcomeFeeds(a, prefix, name, limit)
	var ids []string
	for len(ids) < limit {
		f, err := foremost(ctx, feeds)
		if err != nil || f == nil {
			return ids, "", err
		}
		item := f.items[0]
		g1s := item.Attrs[table.G1S].Str()
		id := f.take()
		if g1s == name && item.Key.P <= partition {
			continue // on the page before
		}
		ids, after = append(ids, id), g1s+"\x00"+item.Key.P
	}
	f, err := foremost(ctx, feeds)
	if err != nil || f == nil {
		return ids, "", err
	}
	return ids, base64.RawURLEncoding.EncodeToString([]byte(after)), nil
}

func (s *Store) outcomeFeeds(a access.Account, prefix, from string, limit int) []*feed {
	if prefix != "" {
		prefix = listText(prefix)
	}
	feeds := make([]*feed, listShards)
	for shard := range feeds {
		q := table.Query{Index: true, P: listShard(a, outcomes, shard), Prefix: prefix, Limit: limit + 1}
		if from != "" { // a range, as one condition on the sort key is all that a query can have
			q.Prefix, q.From = "", from
			if prefix != "" {
				q.To = prefix + "\U0010FFFF"
			}
		}
		feeds[shard] = &feed{store: s, account: a, query: q, strip: accountPrefix(a) + "U#"}
	}
	return feeds
}

func splitPlace(after string) (name, partition string, err error) {
	if after == "" {
		return "", "", nil
	}
	raw, err := base64.RawURLEncoding.DecodeString(after)
	name, partition, ok := strings.Cut(string(raw), "\x00")
	if err != nil || !ok {
		return "", "", fault.New(fault.Malformed, "bad_cursor", "The cursor is not one that a list of ours gave. Start again without it.")
	}
	return name, partition, nil
}
