package store

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"

	"usersync/internal/access"
	"usersync/internal/provision"
	"usersync/internal/table"
)

// Bells reads the index of unfinished work across all accounts, for the sweeper: the one reading in the product that is not bound to an account.
type Bells struct {
	db        table.Table
	accountOf func(id string) access.Account
}

var _ provision.Bells = (*Bells)(nil)

// NewBells returns the sweeper's view of an engine. accountOf names the account of an id: it is the caller who may do that.
func NewBells(db table.Table, accountOf func(id string) access.Account) *Bells {
	return &Bells{db, accountOf}
}

// Ringing lists users whose bell rings.
func (b *Bells) Ringing(ctx context.Context, shard int, after string, limit int) ([]provision.Bell, string, error) {
	return b.list(ctx, bellShard("DIRTY", shard), after, limit)
}

// Unsettled lists mail intents that are not settled.
func (b *Bells) Unsettled(ctx context.Context, shard int, after string, limit int) ([]provision.Bell, string, error) {
	return b.list(ctx, bellShard(posts, shard), after, limit)
}

func (b *Bells) list(ctx context.Context, partition, after string, limit int) ([]provision.Bell, string, error) {
	q := table.Query{Index: true, P: partition, Limit: limit}
	if after != "" {
		if err := json.Unmarshal([]byte(after), &q.Start); err != nil {
			return nil, "", fmt.Errorf("read position: %w", err)
		}
	}
	page, err := b.db.Query(ctx, q)
	if err != nil {
		return nil, "", wrap("read", err)
	}
	var bells []provision.Bell
	for _, item := range page.Items {
		if bell, ok := b.bell(item); ok {
			bells = append(bells, bell)
		}
	}
	if page.Next.IsZero() {
		return bells, "", nil
	}
	next, err := json.Marshal(page.Next)
	if err != nil {
		return nil, "", fmt.Errorf("write position: %w", err)
	}
	return bells, string(next), nil
}

// bell reads an index entry: the key says whose it is, the index sort key since when.
func (b *Bells) bell(item table.Item) (provision.Bell, bool) {
	account, kind, user, ok := splitPartition(item.Key.P)
	if !ok || kind != "U" && kind != kindNotice {
		return provision.Bell{}, false
	}
	g1s := item.Attrs[table.G1S].Str()
	since := parseStamp(g1s[strings.LastIndex(g1s, "#")+1:])
	bell := provision.Bell{Account: b.accountOf(account), User: user, Since: since}
	if intent, isMail := strings.CutPrefix(item.Key.S, prefixMail); isMail {
		bell.ID = intent
	}
	return bell, true
}
