package provision

import (
	"context"
	"time"

	"usersync/internal/access"
	"usersync/internal/audit"
)

// Tombs remembers for a while that people were erased, without knowing who they were. Safe for concurrent use.
type Tombs interface {
	// WasErased reports whether somebody of a userName was erased, by the keyed hash of the name.
	WasErased(ctx context.Context, a access.Account, sign string, now time.Time) (bool, error)
}

// Returns notices that a new person has the userName of somebody who was erased. The new one is new: nothing is known of the old one but that.
type Returns struct {
	Tombs Tombs
	Sign  func(ctx context.Context, a access.Account, userName string) (string, error) // as Eraser.Sign
}

// noteReturn adds the record of a return to the first resolve of a person.
func (r *Resolver) noteReturn(ctx context.Context, a access.Account, user string, rec Record, c *Change) error {
	first := c.Fence.Done == 0 && c.Fence.Rules == 0
	if r.Returns == nil || !first || rec.User == nil || c.Partial {
		return nil
	}
	sign, err := r.Returns.Sign(ctx, a, rec.Person.UserName)
	if err != nil {
		return err
	}
	erased, err := r.Returns.Tombs.WasErased(ctx, a, sign, c.Now)
	if err != nil || !erased {
		return err
	}
	c.Returned = &audit.Record{ID: r.NewID(), At: c.Now.UTC(), Action: audit.UserReturned, Subject: user}
	return nil
}
