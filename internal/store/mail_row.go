package store

import (
	"usersync/internal/access"
	"usersync/internal/notify"
	"usersync/internal/table"
)

// Attributes of a MAIL# item that the mail ledger adds to those that a resolve writes. Claimant, claimed and lease are there while it is claimed.
const (
	attrClaimant = "by"      // S: the process that claimed it
	attrClaimed  = "claimed" // S: when
	attrLease    = "lease"   // S: until when the claim holds
	attrDoubts   = "doubts"  // N: claims made without knowing the fate of the one before
	attrSent     = "sent"    // S: the mail service's id
	attrTo       = "to"      // S: the user's address at the last try

	attrBecame    = "became"    // S: what became of the mail, by the mail service's word
	attrBecameAt  = "becameAt"  // S: when
	attrBecameWhy = "becameWhy" // S: a word of the service's
	attrFailed    = "failed"    // S: the failure that the user has because of the mail
)

// forAccount reports whether the intent of a name is for nobody of the directory: a notice to admins, or a test mail.
func forAccount(name string) bool { return notify.IsNotice(name) || notify.IsTest(name) }

// mailKey is an intent's; of one that is for nobody of the directory the id of a notice stands in place of a user's.
func mailKey(a access.Account, user, name string) table.Key {
	if forAccount(name) {
		return table.Key{P: noticePartition(a, user), S: prefixMail + name}
	}
	return userKey(a, user, prefixMail+name)
}

func decodeIntent(user, name string, attrs table.Attrs) notify.Intent {
	return notify.Intent{
		User: user, Name: name,
		State:    notify.IntentState(attrs[attrState].Str()),
		Template: attrs[attrTemplate].Str(),
		Language: attrs[attrLanguage].Str(),
		Decided:  parseStamp(attrs[attrAt].Str()),
		Claimed:  parseStamp(attrs[attrClaimed].Str()),
		Lease:    parseStamp(attrs[attrLease].Str()),
		Claimant: attrs[attrClaimant].Str(),
		Tries:    int(attrs[attrTries].Int()),
		Doubts:   int(attrs[attrDoubts].Int()),
		SentID:   attrs[attrSent].Str(),
		Settled:  parseStamp(attrs[attrEnded].Str()),
		Reason:   attrs[attrWhy].Str(),
		Version:  attrs[attrVersion].Int(),
		Person:   attrs[attrPerson].Str(),
		Asked:    attrs[attrAsked].Str(),
		To:       attrs[attrTo].Str(),

		Became:    notify.Became(attrs[attrBecame].Str()),
		BecameAt:  parseStamp(attrs[attrBecameAt].Str()),
		BecameWhy: attrs[attrBecameWhy].Str(),
		Failed:    attrs[attrFailed].Str(),
	}
}
