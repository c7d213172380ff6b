package local

import (
	"context"

	"usersync/internal/table"
)

// Query reads a page of one partition of a table or of its index, where items of one
// G1S come in the order of their keys.
func (db *DB) Query(ctx context.Context, q table.Query) (table.Page, error) {
	if err := table.CheckQuery(q); err != nil {
		return table.Page{}, err
	}
	s, err := bounds(q).behind(q)
	if err != nil {
		return table.Page{}, err
	}
	if err := ctx.Err(); err != nil {
		return table.Page{}, err
	}
	p := pager{query: q}
	err = db.storage.read(func(r reader) error {
		if !s.empty() {
			r.walk(s, q.Desc, p.take)
		}
		return p.err
	})
	if err != nil {
		return table.Page{}, err
	}
	table.Charge(ctx, readUnits(p.bytes, q.Eventual || q.Index), 0)
	return p.page, nil
}

// pager fills one page.
type pager struct {
	query table.Query
	page  table.Page
	bytes int
	err   error
}

// take adds an item and says whether there is room for more. As in DynamoDB the item
// that reaches the limit, of items or of bytes, is the last; then there is a Next, though
// nothing may follow.
func (p *pager) take(key, value string) bool {
	item, err := p.parse(key, value)
	if err != nil {
		p.err = err
		return false
	}
	p.page.Items = append(p.page.Items, item)
	p.bytes += item.Size()
	if len(p.page.Items) == p.query.Limit || p.bytes >= table.MaxPageBytes {
		p.page.Next = table.Cursor{P: item.Key.P, S: item.Key.S}
		if p.query.Index {
			p.page.Next.G1S = item.Attrs[table.G1S].Str()
		}
		return false
	}
	return true
}

func (p *pager) parse(key, value string) (table.Item, error) {
	if p.query.Index {
		return parseIndexKey(key)
	}
	k, err := parseItemKey(key)
	if err != nil {
		return table.Item{}, err
	}
	attrs, err := decode(value)
	return table.Item{Key: k, Attrs: attrs}, err
}
