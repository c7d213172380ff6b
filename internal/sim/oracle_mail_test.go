package sim

import (
	"maps"
	"slices"

	"usersync/internal/notify"
)

// reports checks that what is known of a mail is the strongest of what the product took in, and no more than what was said; that who is listed as failed is
// whose last word says so.
func (j *judge) reports() {
	if !j.mailer.tells {
		return
	}
	for _, user := range slices.Sorted(maps.Keys(j.people)) {
		intent := notify.IntentID(j.a, user, "welcome#1")
		line := j.audit.mails.kept[intent]
		taken, said := j.mailer.post.taken[intent], j.mailer.post.said[intent]
		known := slices.Index(words, line.became)
		if known < strongest(taken) || known > strongest(said) {
			j.wrong("of the mail %s is known %q; said was %q, taken in %q", intent, line.became, said, taken)
		}
		if len(taken) > 0 && line.state != string(notify.Sent) {
			j.wrong("the service has reported on the mail %s, which is %s", intent, line.state)
		}
		r, there, err := j.raw.store.Recipient(j.ctx, j.a, user)
		j.check(err)
		if there && r.Email != "" && line.state == string(notify.Sent) && line.failed != troubles[line.became] {
			j.wrong("the mail %s is %+v, and listed as %q", intent, line, line.failed)
		}
	}
}

// unheard reports whether a mail was tried, and the product took in no report on it.
func (j *judge) unheard(in notify.Intent) bool {
	return j.mailer.tells && in.Tries > 0 && len(j.mailer.post.taken[notify.IntentID(j.a, in.User, in.Name)]) == 0
}

// strongest is the place of the strongest of some words; 0 when there are none.
func strongest(list []notify.Became) int {
	most := 0
	for _, w := range list {
		most = max(most, slices.Index(words, string(w)))
	}
	return most
}
