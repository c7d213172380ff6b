package store

import (
	"time"

	"usersync/internal/access"
	"usersync/internal/notify"
	"usersync/internal/plan"
	"usersync/internal/rule"
	"usersync/internal/table"
)

// Attributes of a MAIL# item as a resolve writes it, beside state; the mail ledger goes on from there. The index attributes (list POST) are there while
// the intent is unsettled.
const (
	attrTemplate = "tpl"   // S: template id, "default" or "none"
	attrLanguage = "lang"  // S
	attrAt       = "at"    // S: when it was decided
	attrTries    = "tries" // N: claims so far
	attrWhy      = "why"   // S: why there is no mail
	attrEnded    = "ended" // S: when it was settled
)

// The names of the welcome mail's intents: "welcome#1", "welcome#2" after a re-send.
const (
	welcome      = "welcome#"
	firstWelcome = welcome + "1"
)

// The states of a mail intent that a resolve gives.
const (
	mailDue  = "due"
	mailNone = "none"
)

// posts is the index list of unsettled mail intents.
const posts = "POST"

// putWelcome records the one decision on a user's welcome mail, for ever: that none is due as well.
func putWelcome(a access.Account, user string, m plan.Mail, now time.Time) table.Action {
	item := table.Item{Key: userKey(a, user, prefixMail+firstWelcome), Attrs: table.Attrs{
		attrTemplate: table.S(string(m.Template)),
		attrLanguage: table.S(m.Language),
		attrAt:       table.S(stamp(now)),
		attrTries:    table.N(0),
	}}
	if m.Template == rule.None {
		item.Attrs[attrState] = table.S(mailNone)
		item.Attrs[attrWhy] = table.S(m.Reason)
		item.Attrs[attrEnded] = table.S(stamp(now))
	} else {
		item.Attrs[attrState] = table.S(mailDue)
		item.Attrs[table.G1P] = table.S(bellPartition(a, posts, user))
		item.Attrs[table.G1S] = table.S(accountPrefix(a) + stamp(now))
	}
	return table.Put(item, table.NotExists())
}

// wakeWelcome makes a mail due again that was withdrawn. It is as it was decided: template and language stay.
func wakeWelcome(a access.Account, user string, now time.Time) table.Action {
	return table.Update(mailKey(a, user, firstWelcome), []table.Edit{
		table.Set(attrState, table.S(mailDue)),
		table.Set(table.G1P, table.S(bellPartition(a, posts, user))),
		table.Set(table.G1S, table.S(accountPrefix(a)+stamp(now))),
		table.Remove(attrWhy),
		table.Remove(attrEnded),
	}, table.Equals(attrState, table.S(string(notify.Withdrawn))))
}
