package store

import (
	"context"
	"time"

	"usersync/internal/access"
	"usersync/internal/table"
)

// operators is the partition that lists the operator's credentials, which belong to no account.
const operators = "OPERATORS"

// credentialEntry is a credential's place in the list of its account, or of the deployment's operator.
func credentialEntry(a access.Account, c access.Credential) table.Action {
	key := table.Key{P: operators, S: c.ID}
	if !a.IsZero() {
		key = metaKey(a, prefixCredential+c.ID)
	}
	return table.Put(table.Item{Key: key, Attrs: table.Attrs{attrCreated: table.S(stamp(c.Created))}}, table.NotExists())
}

// RevokeOperators ends all credentials of the deployment's operator but those made at or after a time.
func (s *Store) RevokeOperators(ctx context.Context, madeBefore, now time.Time) error {
	page, err := s.db.Query(ctx, table.Query{P: operators})
	if err != nil {
		return wrap("read", err)
	}
	for _, item := range page.Items {
		if !parseStamp(item.Attrs[attrCreated].Str()).Before(parseStamp(stamp(madeBefore))) {
			continue
		}
		err := s.db.Transact(ctx, []table.Action{
			table.Update(credentialKey(item.Key.S), []table.Edit{table.Set(attrRevoked, table.S(stamp(now)))}, table.Exists()),
			table.Delete(item.Key),
		})
		if err != nil {
			return wrap("write", err)
		}
	}
	return nil
}
