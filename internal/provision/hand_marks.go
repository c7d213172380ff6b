package provision

import (
	"context"
	"slices"
	"time"

	"usersync/internal/access"
	"usersync/internal/audit"
	"usersync/internal/fault"
	"usersync/internal/rule"
)

// events says what the history calls a mark that is made, and one that goes.
var events = map[MarkKind]struct{ made, gone EventKind }{
	MarkLanguage:   {LanguageChosen, LanguageFreed},
	MarkSuspension: {SuspendedHand, RestoredHand},
	MarkPin:        {Pinned, Unpinned},
}

// SetMark says something of a user: it takes the place of what was said before. Saying the same again changes nothing. by is the credential that it is done with.
// fault.NotFound when the directory has no such user; fault.Invalid; fault.Conflict (last_admin).
func (s *Hands) SetMark(ctx context.Context, a access.Account, user, by string, kind MarkKind, m Mark) (Mark, error) {
	if err := m.check(kind); err != nil {
		return Mark{}, err
	}
	var said Mark
	err := s.change(ctx, a, user, func(h Hand, c *HandChange) error {
		before, marked := h.Marks[kind]
		switch {
		case h.Gone:
			return errNoUser()
		case marked && before.Value == m.Value && before.Note == m.Note:
			said = before
			return errNothing
		}
		said = Mark{Value: m.Value, Note: m.Note, By: by, At: c.Now.UTC().Truncate(time.Millisecond)}
		c.Mark, c.Say = kind, &said
		c.Event = Event{Kind: events[kind].made, By: by, Note: m.Note, Value: m.Value}
		return nil
	})
	return said, err
}

func (m Mark) check(kind MarkKind) error {
	if kind == MarkLanguage && !slices.Contains(rule.Languages, m.Value) {
		return fault.New(fault.Invalid, "invalid_value", "The language is not acceptable.").At("language", "Must be one of en, fr, it, de, es, pt and nl.")
	}
	return audit.CheckNote(m.Note)
}

// DropMark takes back what was said of a user. It is no error when nothing was. fault.NotFound when there never was such a directory user.
func (s *Hands) DropMark(ctx context.Context, a access.Account, user, by string, kind MarkKind) error {
	return s.change(ctx, a, user, func(h Hand, c *HandChange) error {
		if _, marked := h.Marks[kind]; !marked {
			return errNothing
		}
		c.Mark, c.Event = kind, Event{Kind: events[kind].gone, By: by}
		return nil
	})
}
