package sim

// mishap is one kind of thing that goes wrong.
type mishap int

// The mishaps: the fault menu.
const (
	crashBefore mishap = iota
	crashAfter
	stalled
	skewed
	throttled
	conflict
	lostRequest
	lostAnswer
	shortPage
	emptyPage
	lagging
	recordTwice
	recordLost
	notSent
	sentAfterAll
	partlySent
	doubled
	delayed
	dropped
	notDeleted
	mailRefused
	mailTaken
	lateWord
	sweptTwice
	outOfTime
	tickLost
	tickLate
	tickTwice
	reportEarly
	mailMute
	reportLate
	reportLost
	reportTwice
	reportsTurned
	mailPaused
	mailRate
	mailUnfit
	mishaps
)

// menu says what each mishap is, and how often it strikes: one time in so many chances.
var menu = [mishaps]struct {
	name string
	odds int
}{
	crashBefore:  {"process dies before a call", 150},
	crashAfter:   {"process dies after a write", 60},
	stalled:      {"process stands still in the middle, longer than its message stays hidden", 1500},
	skewed:       {"process starts with a clock that is wrong, perhaps behind the one before", 3},
	throttled:    {"table refuses for load", 100},
	conflict:     {"table cancels a write because another is at work on the item", 60},
	lostRequest:  {"write times out and has not happened", 100},
	lostAnswer:   {"write times out and has happened", 80},
	shortPage:    {"page of a query is cut to one item", 40},
	emptyPage:    {"page of a query is empty, and more follow", 40},
	lagging:      {"index does not show what was written of late", 6},
	recordTwice:  {"records of the change stream come twice", 20},
	recordLost:   {"records of the change stream are lost", 40},
	notSent:      {"queue refuses", 25},
	sentAfterAll: {"queue takes messages and answers with an error", 25},
	partlySent:   {"queue takes some of the messages and answers with an error", 25},
	doubled:      {"message is delivered twice", 12},
	delayed:      {"message is delivered much later", 10},
	dropped:      {"message is never delivered", 25},
	notDeleted:   {"finished message is not deleted, and comes again", 12},
	mailRefused:  {"mail service fails and has not accepted", 6},
	mailTaken:    {"mail service fails and has accepted", 6},
	lateWord:     {"mail service says only later what became of a mail", 2},
	sweptTwice:   {"two sweeps at once", 8},
	outOfTime:    {"request has little time left", 10},
	tickLost:     {"schedule does not come", 10},
	tickLate:     {"schedule comes much later", 10},
	tickTwice:    {"schedule comes twice at once", 8},

	reportEarly:   {"mail service reports on a mail before it answers", 4},
	mailMute:      {"mail service never says anything of a mail", 4},
	reportLate:    {"report on a mail comes much later", 6},
	reportLost:    {"report on a mail is lost", 6},
	reportTwice:   {"report on a mail comes twice", 6},
	reportsTurned: {"reports on a mail come in the opposite order", 4},
	mailPaused:    {"mail service takes no mails for a while", 6},
	mailRate:      {"mail service has enough for a moment", 6},
	mailUnfit:     {"mail service refuses a mail for what is in it", 5},
}

// strikes decides whether a mishap happens now, and counts it.
func (w *world) strikes(m mishap) bool { return !w.calm && w.happens(m) }

// happens is strikes for what is no fault, only slow, and goes on when the faults have stopped.
func (w *world) happens(m mishap) bool {
	if w.rng.IntN(menu[m].odds) != 0 {
		return false
	}
	w.fired[m]++
	w.note(menu[m].name)
	return true
}
