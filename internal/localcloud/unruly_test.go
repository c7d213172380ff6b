package localcloud_test

import (
	"math/rand/v2"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"usersync/internal/apptest"
	"usersync/internal/localcloud"
	"usersync/internal/standin"
)

// TestTheStoryIsTheSameWhateverBreaks plays the onboarding on a cloud whose functions are killed in the middle of their work and whose queues double, delay and reorder, and
// compares outcomes and mails with those of an unbroken run. The mailer is left alone: when it dies between the service's yes and the note of it, SES cannot be asked
// what became of the mail (decision 24).
func TestTheStoryIsTheSameWhateverBreaks(t *testing.T) {
	calm, calmMails := play(t, apptest.Serve(t, serve), apptest.Undisturbed)

	c, clock := deployed(t)
	cloud := found(t, c)
	seed := uint64(time.Now().UnixNano())
	t.Logf("mishaps by the seed %d", seed)
	unruly := &standin.Unruly{Random: rand.New(rand.NewPCG(seed, 1)), Double: 6, Late: 6, Most: 2 * time.Second}
	c.SQS.Misbehave(unruly)
	defer clock.hurry(c)()
	t.Cleanup(func() { tell(t, c) })
	h := &hunter{cloud: c, random: rand.New(rand.NewPCG(seed, 2)), killed: map[string]int{}}
	broken, brokenMails := play(t, cloud, h.during)
	c.SQS.Misbehave(nil)

	t.Logf("killed %v; %d messages came twice, %d late", h.killed, unruly.Doubled, unruly.Delayed)
	for _, function := range prey {
		if h.killed[function] == 0 {
			t.Errorf("%s was never killed at work", function)
		}
	}
	if unruly.Doubled < 10 || unruly.Delayed < 10 {
		t.Errorf("%d messages came twice, %d late", unruly.Doubled, unruly.Delayed)
	}
	if diff := cmp.Diff(calm, broken); diff != "" {
		t.Errorf("outcomes differ (-calm +broken):\n%s", diff)
	}
	if diff := cmp.Diff(calmMails, brokenMails); diff != "" {
		t.Errorf("mails differ (-calm +broken):\n%s", diff)
	}
}

// tell says what is left in the queues of a test that failed.
func tell(t *testing.T, c *localcloud.Cloud) {
	if !t.Failed() {
		return
	}
	for _, id := range []string{"Hot", "HotDead", "Bulk", "BulkDead", "Mail", "MailDead", "RelayDead"} {
		for _, m := range c.Queue(id).Messages() {
			t.Logf("in %s: received %d times, hidden for %v: %s", id, m.Received, c.Queue(id).Hidden(m.ID), m.Body)
		}
	}
}

// prey are the functions that are killed.
var prey = []string{"Scim", "Admin", "Relay", "Resolver"}

// hunter kills functions at work.
type hunter struct {
	cloud  *localcloud.Cloud
	random *rand.Rand
	killed map[string]int
}

// during hunts while a chapter is played.
func (h *hunter) during(chapter func()) {
	done := make(chan struct{})
	go func() { defer close(done); chapter() }()
	tick := time.NewTicker(200 * time.Millisecond)
	defer tick.Stop()
	for {
		select {
		case <-done:
			return
		case <-tick.C:
		}
		if function := prey[h.random.IntN(len(prey))]; h.cloud.Kill(function) {
			h.killed[function]++
		}
	}
}

// hurry has time leap to when the next message can be received while nobody has any in hand, so that what a dead process held comes again soon. What it returns ends that.
func (f *fast) hurry(c *localcloud.Cloud) (end func()) {
	stop, ended := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(ended)
		tick := time.NewTicker(50 * time.Millisecond)
		defer tick.Stop()
		for {
			select {
			case <-stop:
				return
			case <-tick.C:
				f.leap(c, c.Queue("Hot"), c.Queue("Bulk"), c.Queue("Mail"))
				redrive(c.Queue("HotDead"), c.Queue("Hot"))
				redrive(c.Queue("BulkDead"), c.Queue("Bulk"))
			}
		}
	}()
	return func() { close(stop); <-ended }
}

// redrive sends dead letters again, as an operator does: here one batch may die more often than a message is tried. Nobody can wait for the sweeper, which looks for
// what is five minutes old.
func redrive(dead, alive *standin.Queue) {
	for _, m := range dead.Receive(10) {
		alive.Send(m.Body, m.Group, 0)
		dead.Delete(m.Receipt)
	}
}

// leap puts the clock forward to when the next message of any of the queues can be received, unless somebody has one in hand.
func (f *fast) leap(c *localcloud.Cloud, queues ...*standin.Queue) {
	var next time.Time
	for _, q := range queues {
		if at, ok := q.Next(); ok && (next.IsZero() || at.Before(next)) {
			next = at
		}
	}
	if !next.IsZero() && !c.Working() {
		f.ahead.Add(int64(max(0, next.Sub(f.now()))))
	}
}
