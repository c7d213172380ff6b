package store

import (
	"context"
	"strconv"
	"strings"

	"usersync/internal/access"
	"usersync/internal/notify"
	"usersync/internal/provision"
	"usersync/internal/table"
)

var _ notify.Reported = (*Store)(nil)

// mailFailures are the failures that a mail may leave a user with.
var mailFailures = []string{"mail_rejected", "mail_bounced", "mail_suppressed"}

// forgive takes away what mails of a user have failed of.
func forgive(a access.Account, user string) []table.Action {
	actions := make([]table.Action, len(mailFailures))
	for i, code := range mailFailures {
		actions[i] = table.Delete(failureKey(a, code, user))
	}
	return actions
}

// RecordMail implements notify.Reported.
func (s *Store) RecordMail(ctx context.Context, a access.Account, was notify.Intent, w notify.Word) error {
	knew := table.Lacks(attrBecame)
	if was.Became != notify.Taken {
		knew = table.Equals(attrBecame, table.S(string(was.Became)))
	}
	actions := []table.Action{table.Update(mailKey(a, was.User, was.Name), wordEdits(w), append(isIntent(was), knew)...)}
	if w.Clear != "" || w.Raise != "" {
		actions = append(actions, table.Check(mailKey(a, was.User, nextEpoch(was.Name)), table.NotExists()))
	}
	if w.Clear != "" {
		actions = append(actions, table.Delete(failureKey(a, w.Clear, was.User)))
	}
	if w.Raise != "" {
		actions = append(actions,
			putFailure(a, w.Raise, was.User, w.At),
			table.Check(userKey(a, was.User, sortUser), isVersion(w.Version)))
	}
	return s.moveIntent(ctx, a, actions...)
}

func wordEdits(w notify.Word) []table.Edit {
	var edits []table.Edit
	if w.Sent {
		edits = append(unclaim(),
			table.Set(attrState, table.S(string(notify.Sent))), table.Set(attrEnded, table.S(stamp(w.At))),
			table.Remove(table.G1P), table.Remove(table.G1S), table.Remove(attrWhy))
	}
	if w.SentID != "" {
		edits = append(edits, table.Set(attrSent, table.S(w.SentID)))
	}
	if w.Became != notify.Taken {
		edits = append(edits, table.Set(attrBecame, table.S(string(w.Became))), table.Set(attrBecameAt, table.S(stamp(w.At))))
		edits = append(edits, setOrRemove(attrBecameWhy, w.Why))
	}
	if w.Clear != "" || w.Raise != "" {
		edits = append(edits, setOrRemove(attrFailed, w.Raise))
	}
	return edits
}

func setOrRemove(name, text string) table.Edit {
	if text == "" {
		return table.Remove(name)
	}
	return table.Set(name, table.S(text))
}

// epoch is the number at the end of an intent's name, 0 where there is none.
func epoch(name string) int {
	n, _ := strconv.Atoi(name[strings.LastIndexByte(name, '#')+1:])
	return n
}

func nextEpoch(name string) string {
	return name[:strings.LastIndexByte(name, '#')+1] + strconv.Itoa(epoch(name)+1)
}

// noteMail adds to a record what the newest of the welcome mails failed of.
func noteMail(rec *provision.Record, name string, attrs table.Attrs) {
	if rec.Mail.Intent != "" && epoch(rec.Mail.Intent) > epoch(name) {
		return
	}
	rec.Mail = provision.MailTrouble{Intent: name, Code: attrs[attrFailed].Str(), To: attrs[attrTo].Str()}
}

// mendActions takes away what a mail failed of, as the user has another address now. The mail may have changed since it was read; its failure then goes all the
// same, and one that the ledger writes at the same time is of a transaction of its own.
func mendActions(a access.Account, user string, t *provision.MailTrouble) []table.Action {
	if t == nil {
		return nil
	}
	return []table.Action{
		table.Update(mailKey(a, user, t.Intent), []table.Edit{table.Remove(attrFailed)}, table.Equals(attrFailed, table.S(t.Code))),
		table.Delete(failureKey(a, t.Code, user)),
	}
}
