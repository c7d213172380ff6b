package directory

import (
	"context"
	"time"

	"usersync/internal/access"
)

// Size is how many users a group has as members, and how many it had before it began to lose them. Groups that are members do not count, nor do users who are to
// come in by a journal and are deleted before: what counts whole groups puts it right.
type Size struct {
	Known bool // groups of earlier deployments are counted when they lose a member
	Now   int
	Peak  int       // since Since, the most
	Since time.Time // of the first removal within emptyingTime
}

// emptyingTime is how long after the first of several removals the last one still counts as the same act.
const emptyingTime = time.Hour

// Emptied reports whether the group went empty in one act, with how many members that began: one who leaves a group of one empties nothing.
func (s Size) Emptied() (members int, yes bool) {
	return s.Peak, s.Known && s.Now == 0 && s.Peak > 1
}

// after is the size after users joined and left.
func (s Size) after(joined, left int, at time.Time) Size {
	if !s.Known {
		return s
	}
	if left > 0 && at.Sub(s.Since) > emptyingTime {
		s.Peak, s.Since = s.Now, at
	}
	s.Now = max(0, s.Now+joined-left)
	s.Peak = max(s.Peak, s.Now)
	return s
}

// sized is the size of a group after a change, and what the change does to its mark as emptied.
func (s *Service) sized(ctx context.Context, a access.Account, g Group, c *Change, at time.Time) (Size, error) {
	before := g.Size
	if !before.Known && c.Left > 0 {
		members, err := s.Store.Members(ctx, a, g.ID, 0)
		if err != nil {
			return Size{}, err
		}
		before = Size{Known: true, Now: len(members)}
	}
	after := before.after(c.Joined, c.Left, at)
	_, was := before.Emptied()
	members, is := after.Emptied()
	switch {
	case is && !was:
		c.Emptied = members
	case was && !is:
		c.Filled = true
	}
	return after, nil
}
