package directory

import (
	"context"
	"maps"
	"slices"

	"usersync/internal/access"
)

// MaxRung is how many users are rung in one transaction.
const MaxRung = 99

// ringStep is about half of the users that a step reads: of eight shards it knows more than it needs.
const ringStep = 60

// Ringing is how far a journal that rings has come. Groups are walked in the order of their ids, each along its members.
type Ringing struct {
	Groups []string // everybody in them and below them is rung
	Group  string   // where to go on: in this group, or the next one that there is
	After  string   // behind this user
}

// lastPlace stands behind all ids.
const lastPlace = "~"

// ring makes everybody hear of a change of nesting that is committed. Who comes or goes while it walks is rung by that change: every
// membership rings its user, every change of nesting has a journal of its own. So it does not matter that the walk sees later states.
func (s *Service) ring(ctx context.Context, a access.Account, j Journal) error {
	for done := false; !done; {
		if !s.timeLeft(ctx) {
			return busy("ring")
		}
		err := s.try(ctx, "ring", func() (err error) {
			done, err = s.ringOnce(ctx, a, j.ID)
			return err
		})
		if err != nil {
			return err
		}
	}
	if err := s.Store.DropPart(ctx, a, j.ID, 0); err != nil {
		return err
	}
	return s.Store.CloseJournal(ctx, a, j.ID)
}

// ringOnce rings the next few users, and moves the journal's place with them.
func (s *Service) ringOnce(ctx context.Context, a access.Account, journal string) (done bool, err error) {
	at, ok, err := s.Store.Ringing(ctx, a, journal)
	if err != nil || !ok {
		return true, err
	}
	nesting, err := s.Store.Nesting(ctx, a)
	if err != nil {
		return false, err
	}
	for _, group := range nesting.under(at.Groups) {
		if group < at.Group {
			continue
		}
		after := ""
		if group == at.Group {
			after = at.After
		}
		users, all, err := s.Store.MembersAfter(ctx, a, group, after, ringStep)
		if err != nil {
			return false, err
		}
		if len(users) > 0 {
			return false, s.ringThese(ctx, a, journal, at, group, users, all)
		}
	}
	return true, nil
}

func (s *Service) ringThese(ctx context.Context, a access.Account, journal string, at Ringing, group string, users []string, all bool) error {
	next := Ringing{Groups: at.Groups, Group: group, After: lastPlace}
	if len(users) > MaxRung {
		users, all = users[:MaxRung], false
	}
	if !all {
		next.After = users[len(users)-1]
	}
	return s.Store.Ring(ctx, a, journal, at, next, users, s.mark())
}

// under is the groups given and all below them, in order.
func (n Nesting) under(groups []string) []string {
	set := setOf(groups)
	for _, g := range groups {
		maps.Copy(set, setOf(n.Below(g)))
	}
	return slices.Sorted(maps.Keys(set))
}
