package store

import (
	"strings"

	"usersync/internal/access"
	"usersync/internal/directory"
	"usersync/internal/notify"
	"usersync/internal/provision"
	"usersync/internal/table"
)

// Signal says what a committed change calls for, if anything. Only the key counts, and whether something has newly appeared: the rest of the image may be old by the
// time it is read. accountOf names the account of an id: it is the caller who may do that.
func Signal(c table.Change, accountOf func(id string) access.Account) (provision.Signal, bool) {
	account, kind, id, ok := splitPartition(c.Key.P)
	if !ok || c.New == nil {
		return provision.Signal{}, false
	}
	s := provision.Signal{Account: accountOf(account)}
	switch {
	case kind == "U" && c.Key.S == sortSync:
		s.Kind, s.User = provision.BellRung, id
		ok = appeared(c, attrBell)
	case (kind == "U" || kind == kindNotice) && strings.HasPrefix(c.Key.S, prefixMail):
		s.Kind, s.User, s.ID = provision.MailDue, id, c.Key.S[len(prefixMail):]
		// Whoever releases a claim brings the mail again by the message in hand: a second one for each try would make ever more of them.
		released := c.Old[attrState].Str() == string(notify.Claimed)
		ok = c.New[attrState].Str() == mailDue && appeared(c, attrState) && !released
	case kind == "RUN" && c.Key.S == "HEAD":
		s.Kind, s.ID = provision.RunCreated, id
		ok = c.Old == nil
	case kind == kindAuto && c.Key.S == sortAuto:
		s.Kind = provision.AutoSaved
		ok = c.Old == nil
	case kind == kindRing && c.Key.S == sortRing:
		s.Kind, s.ID = provision.HoldToRing, id
		ok = c.Old == nil
	case kind == kindGone && id == "":
		s.Kind = provision.GroupGone
		ok = c.Old == nil
	case kind == "J" && id == "":
		s.Kind, s.ID = provision.JournalCreated, c.Key.S
		ok = c.New[attrState].Str() == string(directory.JournalCommitted) && appeared(c, attrState)
	default:
		ok = false
	}
	return s, ok
}

// appeared reports whether the attribute is there and was not there before with this value.
func appeared(c table.Change, name string) bool {
	v, ok := c.New[name]
	return ok && !v.Equal(c.Old[name])
}

// splitPartition takes "T#<account>#<kind>#<id>" apart; there may be no id. A partition below that (chunks, shards) is none of these.
func splitPartition(p string) (account, kind, id string, ok bool) {
	parts := strings.Split(p, "#")
	if len(parts) < 3 || len(parts) > 4 || parts[0] != "T" {
		return "", "", "", false
	}
	if len(parts) == 4 {
		id = parts[3]
	}
	return parts[1], parts[2], id, true
}
