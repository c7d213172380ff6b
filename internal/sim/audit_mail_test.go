package sim

import (
	"maps"
	"slices"
	"strings"
	"time"

	"usersync/internal/access"
	"usersync/internal/notify"
	"usersync/internal/table"
)

// mailAudit watches the mail ledger, the lists of people whose mails failed, and the circuit.
type mailAudit struct {
	*world
	kept    map[string]mailLine // by intent
	board   map[string][]string // by account.user, the causes by which the user is listed as failed
	claimed map[string]time.Time
	touched map[string]string // intents that the transaction was about, and whose they are

	open bool // the circuit
	next time.Time
	saw  map[*actor]sight
}

type mailLine struct {
	state  string
	became string
	failed string
	tries  int64
}

// words are what the service may say, from the weakest to the strongest: decision 82.
var words = []string{"", "delayed", "soft_bounced", "delivered", "rejected", "suppressed", "bounced", "complained"}

// troubles is the failure that a user has by the last word on the mail.
var troubles = map[string]string{"soft_bounced": "mail_bounced", "bounced": "mail_bounced", "suppressed": "mail_suppressed", "rejected": "mail_rejected"}

func newMailAudit(w *world) *mailAudit {
	return &mailAudit{
		world: w, kept: map[string]mailLine{}, board: map[string][]string{}, claimed: map[string]time.Time{}, touched: map[string]string{}, saw: map[*actor]sight{},
	}
}

func (m *mailAudit) see(c table.Change) {
	if !m.mailer.tells {
		return
	}
	parts := strings.Split(c.Key.P, "#")
	switch {
	case c.Key.P == circuitPartition:
		m.seeCircuit(c)
	case len(parts) == 4 && (parts[2] == "U" || parts[2] == "NOTICE") && strings.HasPrefix(c.Key.S, "MAIL#"):
		m.seeMail(parts[1], parts[3], c)
	case len(parts) == 4 && parts[2] == "F" && strings.HasPrefix(parts[3], "mail_"):
		m.seeFailure(parts[1]+"."+c.Key.S, parts[3], c.New != nil)
	}
}

func (m *mailAudit) seeFailure(user, code string, listed bool) {
	m.board[user] = slices.DeleteFunc(m.board[user], func(x string) bool { return x == code })
	if listed {
		m.board[user] = append(m.board[user], code)
	}
	m.touched[user+".welcome-1"] = user
}

func (m *mailAudit) seeMail(account, user string, c table.Change) {
	intent := notify.IntentID(access.FromTrigger(account), user, strings.TrimPrefix(c.Key.S, "MAIL#"))
	m.touched[intent] = account + "." + user
	was := m.kept[intent]
	is := mailLine{c.New["state"].Str(), c.New["became"].Str(), c.New["failed"].Str(), c.New["tries"].Int()}
	m.kept[intent] = is
	if slices.Index(words, is.became) < slices.Index(words, was.became) {
		m.wrong("of the mail %s was known that it is %s, and then %q", intent, was.became, is.became)
	}
	if was.state == string(notify.Sent) && is.state != was.state {
		m.wrong("the mail %s was sent, and is %s", intent, is.state)
	}
	if is.tries > was.tries {
		m.claimed[intent] = m.clock
		m.seeClaim(intent)
	}
	if is.state == string(notify.Sent) && was.state != is.state {
		if _, ok := m.mailer.accepted[intent]; !ok {
			m.wrong("the mail %s is called sent, and the service never had it", intent)
		}
		if m.acting.name == reporter {
			m.deeds["report settled a mail that was "+was.state]++
		}
	}
}

// check compares, after a transaction, what failed with who is listed for it.
func (m *mailAudit) check() {
	for _, intent := range slices.Sorted(maps.Keys(m.touched)) {
		user := m.touched[intent]
		line, listed := m.kept[intent], m.board[user]
		if line.failed == "" && len(listed) > 0 || line.failed != "" && !slices.Equal(listed, []string{line.failed}) {
			m.wrong("the mail %s is %+v, and %s is listed for %v", intent, line, user, listed)
		}
		unfit := line.state == string(notify.Parked) && line.became == "" && line.failed == "mail_rejected"
		if line.failed != "" && troubles[line.became] != line.failed && !unfit {
			m.wrong("the mail %s is %+v", intent, line)
		}
		if line.failed != "" && line.became != "" {
			m.deeds["listed: "+line.failed]++
		}
	}
	clear(m.touched)
}
