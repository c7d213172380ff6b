package access

import (
	"context"
	"sync"
	"time"
)

// UseInterval is how exactly it is known when a token was last used: it is noted no more often, so that no request costs a write of its own.
const UseInterval = 5 * time.Minute

// maxNoted bounds how many tokens and clients a Gate remembers; beyond it some are noted once more than need be.
const maxNoted = 10_000

// Uses notes when credentials were used, and by whom.
type Uses interface {
	// NoteUse notes that a principal came in, on its credential and on its connection; with an access token, on the connection alone. Safe for concurrent use.
	NoteUse(ctx context.Context, p Principal, at time.Time) error
}

// noteUse notes that a token opened the door, unless that was noted lately. A note that fails is lost, and the next try is UseInterval away: a storage that
// is in trouble gets no more work, and whoever knocks has done nothing wrong.
func (g *Gate) noteUse(ctx context.Context, c Credential, p Principal) {
	now := g.Now()
	what := c.ID
	if c.Kind == AccessToken { // there are many of them, for an hour each: what counts is the client's connection
		what = c.Client
	}
	noted := c.Kind == SCIMToken || c.Kind == AccessToken
	if g.Uses == nil || !noted || now.Sub(c.LastUse) < UseInterval || !g.noted.due(what, now) {
		return
	}
	_ = g.Uses.NoteUse(ctx, p, now)
}

// damper remembers what was noted lately, for requests that come before the note can be read back.
type damper struct {
	mu   sync.Mutex
	last map[string]time.Time
}

// due reports whether something was not noted within UseInterval, and takes it that it is noted now.
func (d *damper) due(id string, now time.Time) bool {
	d.mu.Lock()
	defer d.mu.Unlock()
	if last, ok := d.last[id]; ok && now.Sub(last) < UseInterval {
		return false
	}
	if d.last == nil || len(d.last) >= maxNoted {
		d.last = map[string]time.Time{}
	}
	d.last[id] = now
	return true
}
