package store

import (
	"context"
	"encoding/base64"
	"strings"
	"unicode/utf8"

	"usersync/internal/access"
	"usersync/internal/directory"
	"usersync/internal/notify"
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
	if err := s.newestMails(ctx, a, ids, found); err != nil {
		return nil, err
	}
	var users []provision.AccountUser
	for _, id := range ids {
		outcome, ok := found[userKey(a, id, sortOutcome)]
		if !ok || found[userKey(a, id, sortSync)][attrErased].Str() != "" {
			continue
		}
		o, err := decodeOutcome(outcome)
		if err != nil {
			return nil, err
		}
		fence := found[userKey(a, id, sortSync)]
		users = append(users, provision.AccountUser{
			ID: id, Outcome: *o, Fence: decodeFence(fence), Gone: fence[attrGone].True(),
			Mail: mailView(found[userKey(a, id, prefixMail+firstWelcome)]),
		})
	}
	return users, nil
}

// Said implements provision.AccountUsers.
func (s *Store) Said(ctx context.Context, a access.Account, id string) (provision.Said, error) {
	said := provision.Said{Marks: map[provision.MarkKind]provision.Mark{}}
	if !isID(id) {
		return said, nil
	}
	keys := []table.Key{userKey(a, id, sortSync)}
	for _, kind := range provision.MarkKinds {
		keys = append(keys, userKey(a, id, prefixMark+string(kind)))
	}
	items, err := s.getMany(ctx, a, keys)
	if err != nil {
		return said, err
	}
	for _, item := range items {
		if item.Key.S == sortSync {
			said.Fence, said.Erased = decodeFence(item.Attrs), parseStamp(item.Attrs[attrErased].Str())
			continue
		}
		m, err := decodeMark(item.Attrs)
		if err != nil {
			return said, err
		}
		said.Marks[provision.MarkKind(strings.TrimPrefix(item.Key.S, prefixMark))] = m
	}
	return said, nil
}

func mailView(attrs table.Attrs) *provision.MailView {
	if attrs == nil {
		return nil
	}
	view := &provision.MailView{Template: attrs[attrTemplate].Str(), State: attrs[attrState].Str(), At: parseStamp(attrs[attrAt].Str())}
	view.Reason = attrs[attrWhy].Str()
	if ended := attrs[attrEnded].Str(); ended != "" {
		view.At = parseStamp(ended)
	}
	if became := notify.Became(attrs[attrBecame].Str()); became != notify.Taken {
		view.State, view.At, view.Reason = became.State(), parseStamp(attrs[attrBecameAt].Str()), attrs[attrBecameWhy].Str()
	}
	return view
}

// AccountUserIDs implements provision.AccountUsers. A position is the name as it is listed, and the id.
func (s *Store) AccountUserIDs(ctx context.Context, a access.Account, userName, after string, limit int) ([]provision.Place, error) {
	name, last, err := splitPlace(after)
	if err != nil {
		return nil, err
	}
	q := table.Query{Index: true, From: name, Limit: limit + 1} // From is inclusive
	if userName != "" {
		q.To = directory.SortText(userName)
		q.From = max(name, q.To)
	}
	if q.To != "" && q.From > q.To {
		return nil, nil
	}
	feeds := s.outcomeFeeds(a, q)
	var places []provision.Place
	for len(places) < limit {
		f, err := foremost(ctx, feeds)
		if err != nil || f == nil {
			return places, err
		}
		listed := f.items[0].Attrs[table.G1S].Str()
		if id := f.take(); listed != name || id > last {
			places = append(places, provision.Place{User: id, At: joinPlace(listed, id)})
		}
	}
	return places, nil
}

func (s *Store) outcomeFeeds(a access.Account, q table.Query) []*feed {
	feeds := make([]*feed, listShards)
	for shard := range feeds {
		q.P = listShard(a, outcomes, shard)
		feeds[shard] = &feed{store: s, account: a, query: q, strip: accountPrefix(a) + "U#"}
	}
	return feeds
}

func joinPlace(name, id string) string {
	return base64.RawURLEncoding.EncodeToString([]byte(name + "\x00" + id))
}

func splitPlace(after string) (name, id string, err error) {
	if after == "" {
		return "", "", nil
	}
	raw, err := base64.RawURLEncoding.DecodeString(after)
	name, id, ok := strings.Cut(string(raw), "\x00")
	if err != nil || !ok || name == "" || len(name) > table.MaxKeyBytes || !utf8.ValidString(name) || !isID(id) {
		return "", "", errBadCursor()
	}
	return name, id, nil
}
