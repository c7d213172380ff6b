package sim

// mishap is one kind of thing that goes wrong.
type mishap int

// The mishaps, and how often each strikes: one time in so many chances.
const (
	crashBefore  mishap = iota // the process dies before a call is made
	crashAfter                 // the process dies after a write, before it learns of it
	throttled                  // the table refuses for load
	lostRequest                // a write times out and has not happened
	lostAnswer                 // a write times out and has happened
	lagging                    // an index does not show what was written of late
	notSent                    // the queue refuses
	sentAfterAll               // the queue takes messages and answers with an error
	partlySent                 // the queue takes some of the messages and answers with an error
	doubled                    // a message is delivered twice
	delayed                    // a message is delivered much later
	dropped                    // a message is never delivered
	notDeleted                 // a finished message is not deleted, and comes again
	mailRefused                // the mail service fails and has not accepted
	mailTaken                  // the mail service fails and has accepted
	outOfTime                  // a request has little time left
	mishaps
)

var mishapNames = [mishaps]string{
	"crash before a call", "crash after a write", "throttled", "lost request", "lost answer", "lagging index", "not sent", "sent after all",
	"partly sent", "doubled", "delayed", "dropped", "not deleted", "mail refused", "mail taken", "out of time",
}

var odds = [mishaps]int{
	crashBefore: 150, crashAfter: 60, throttled: 100, lostRequest: 100, lostAnswer: 80, lagging: 6, notSent: 25, sentAfterAll: 25,
	partlySent: 25, doubled: 12, delayed: 10, dropped: 25, notDeleted: 12, mailRefused: 6, mailTaken: 6, outOfTime: 10,
}

// strikes decides whether a mishap happens now, and counts it.
func (w *world) strikes(m mishap) bool {
	if w.calm || w.rng.IntN(odds[m]) != 0 {
		return false
	}
	w.fired[m]++
	w.note(mishapNames[m])
	return true
}
