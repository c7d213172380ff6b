package store

import (
	"context"
	"fmt"
	"strings"
	"time"

	"usersync/internal/access"
	"usersync/internal/notify"
	"usersync/internal/provision"
	"usersync/internal/table"
)

// mailEvents is what the items of a user's mails tell: when each was decided on, and where it stands since.
func (s *Store) mailEvents(ctx context.Context, a access.Account, user string) ([]placed, error) {
	var entries []placed
	err := s.each(ctx, a, table.Query{P: userKey(a, user, "").P, Prefix: prefixMail}, func(item table.Item) error {
		in := decodeIntent(user, strings.TrimPrefix(item.Key.S, prefixMail), item.Attrs)
		if in.State != notify.NoMail {
			entries = append(entries, mailEvent(in, 0, mailDecided, in.Decided))
		}
		switch in.State {
		case notify.Due:
		case notify.Claimed:
			entries = append(entries, mailEvent(in, 1, in.State, in.Claimed))
		default:
			entries = append(entries, mailEvent(in, 1, in.State, in.Settled))
		}
		if in.Became != notify.Taken {
			e := mailEvent(in, 2, notify.IntentState(in.Became.State()), in.BecameAt)
			e.event.Mail.Reason = in.BecameWhy
			entries = append(entries, e)
		}
		return nil
	})
	return entries, err
}

// mailDecided is what is said of the moment in which a mail became due.
const mailDecided notify.IntentState = "decided"

// mailEvent is a turn of a mail. Turns of one moment are in the order of their numbers, behind what was written down in that millisecond.
func mailEvent(in notify.Intent, number int, turn notify.IntentState, at time.Time) placed {
	e := provision.Event{
		ID: fmt.Sprintf("%s.%d", strings.ReplaceAll(in.Name, "#", "-"), number), At: at, Kind: provision.MailPrefix + provision.EventKind(turn),
		Mail: &provision.MailEvent{Name: in.Name, Template: in.Template, Language: in.Language},
	}
	if number == 0 {
		e.By = in.Asked
	}
	if turn == in.State {
		e.Mail.Reason = in.Reason
	}
	return placed{stamp(at) + "#" + e.ID, e}
}
