package store

import (
	"context"
	"strings"
	"time"

	"usersync/internal/provision"
	"usersync/internal/table"
)

// dues is the index list of grants that end, by when.
const dues = "DUE"

// Ended implements provision.Bells.
func (b *Bells) Ended(ctx context.Context, shard int, now time.Time, limit int) ([]provision.Ending, error) {
	// "$" sorts behind "#": what ends in this very millisecond is within.
	page, err := b.db.Query(ctx, table.Query{Index: true, P: bellShard(dues, shard), To: stamp(now) + "$", Limit: limit})
	if err != nil {
		return nil, wrap("read", err)
	}
	var list []provision.Ending
	for _, item := range page.Items {
		account, kind, user, ok := splitPartition(item.Key.P)
		grant, isGrant := strings.CutPrefix(item.Key.S, prefixGrant)
		if ok && kind == "U" && isGrant {
			list = append(list, provision.Ending{Account: b.accountOf(account), User: user, Grant: grant})
		}
	}
	return list, nil
}
