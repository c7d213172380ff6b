package sim

import (
	"context"
	"slices"
	"time"

	"usersync/internal/access"
	"usersync/internal/job"
	"usersync/internal/notify"
)

// post carries what the mail service says of mails to the product: at least once most of the time, in no order.
type post struct {
	inbox[notice]
	said  map[string][]notify.Became // by intent, what the service has said
	taken map[string][]notify.Became // by intent, what the product has taken in
}

type notice struct {
	account, intent string
	report          notify.Report
}

func newPost(w *world) *post {
	return &post{inbox: inbox[notice]{world: w}, said: map[string][]notify.Became{}, taken: map[string][]notify.Became{}}
}

// story makes up what becomes of a mail: that the service has it, and most of the time how it ended.
func (p *post) story() []notify.Became {
	words := []notify.Became{notify.Taken}
	if p.rng.IntN(4) == 0 {
		words = append(words, notify.Delayed)
	}
	ends := [][]notify.Became{
		{},
		{notify.Bounced},
		{notify.SoftBounced},
		{notify.Suppressed},
		{notify.Refused},
		{notify.Delivered},
		{notify.Delivered},
		{notify.Delivered, notify.Complained},
		{notify.Delivered, notify.SoftBounced},
		{notify.Delivered, notify.Bounced},
		{notify.SoftBounced, notify.Delivered},
		{notify.Bounced, notify.Complained},
	}
	return append(words, ends[p.rng.IntN(len(ends))]...)
}

// publish says what becomes of a mail, from now on; the first word at once if it is to come early.
func (p *post) publish(intent string, early bool) {
	account, user, name, ok := notify.ParseIntentID(intent)
	if !ok {
		p.wrong("%s does not name a mail", intent)
	}
	words := p.story()
	dues := make([]time.Time, len(words))
	for i, at := 0, p.clock; i < len(words); i++ {
		if i > 0 || !early {
			at = at.Add(time.Duration(1+p.rng.IntN(20_000)) * time.Millisecond)
		}
		dues[i] = at
	}
	told := slices.Clone(dues)
	if len(words) > 1 && p.strikes(reportsTurned) {
		slices.Reverse(told)
	}
	for i, w := range words {
		r := notify.Report{User: user, Intent: name, Became: w, At: dues[i], SentID: "id of " + intent, Why: "simulated"}
		p.said[intent] = append(p.said[intent], w)
		p.put(notice{account: account, intent: intent, report: r}, told[i])
	}
}

func (p *post) put(n notice, due time.Time) {
	if p.strikes(reportLost) {
		return
	}
	copies := 1
	if p.strikes(reportTwice) {
		copies = 2
	}
	for range copies {
		at := due
		if p.strikes(reportLate) {
			at = at.Add(time.Duration(p.rng.IntN(1800)) * time.Second)
		}
		p.lay(n, at)
	}
}

// settle does to a report what the verdict says.
func (p *post) settle(n *parcel[notice], v job.Verdict) {
	if p.putOff(n, v) {
		return
	}
	if _, again := v.IsAgain(); !again {
		p.taken[n.content.intent] = append(p.taken[n.content.intent], n.content.report.Became)
	}
	p.remove(n)
}

// reporter is who takes in what the mail service says.
const reporter = "reporter"

func (p *plant) startReport() {
	n := p.mailer.post.take()
	p.reporting++
	a := p.spawn(reporter, func(ctx context.Context) {
		taker := &notify.Feedback{Ledger: p.words, People: p.store}
		verdict := taker.Handle(ctx, access.FromTrigger(n.content.account), n.content.report)
		p.call("settle report")
		p.mailer.post.settle(n, verdict)
	}, func(bool) { p.reporting-- })
	a.stalls = true
}
