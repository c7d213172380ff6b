package notify

import (
	"context"
	"sync"

	"usersync/internal/access"
)

// house is what mails need of an account's live policy.
type house struct {
	version  int64
	syncOn   bool
	mailOn   bool
	mailTo   string // where all mails go; "": to whom they are for
	language string
	products map[string]string // names by key
}

const maxHouses = 500

// houseCache keeps the newest policy of each account that was asked for. A snapshot never changes, so only its version is read again. The
// zero value is ready for use.
type houseCache struct {
	mu   sync.Mutex
	kept map[string]house // by account id
}

// live returns the live policy of this moment.
func (c *houseCache) live(ctx context.Context, from Policies, a access.Account) (house, error) {
	version, err := from.LiveVersion(ctx, a)
	if err != nil {
		return house{}, err
	}
	c.mu.Lock()
	h, ok := c.kept[a.ID()]
	c.mu.Unlock()
	if ok && h.version == version {
		return h, nil
	}
	p, err := from.Policy(ctx, a, version)
	if err != nil {
		return house{}, err
	}
	h = house{version: version, syncOn: p.SyncOn, mailOn: p.MailOn, mailTo: p.MailTo, language: p.DefaultLanguage, products: map[string]string{}}
	for _, product := range p.Products {
		h.products[product.Key] = product.Name
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.kept == nil || len(c.kept) >= maxHouses {
		c.kept = map[string]house{}
	}
	c.kept[a.ID()] = h
	return h, nil
}
