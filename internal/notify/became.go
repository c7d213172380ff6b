package notify

import (
	"strconv"
	"strings"
	"time"
)

// Became is what became of a mail once the mail service had it, by the service's own word. Words come more than once, late and in any order; the strongest that came
// holds, and so the order does not matter.
type Became string

// What a mail may become, from the weakest word to the strongest.
const (
	Taken        Became = ""             // accepted; nothing more is known
	Delayed      Became = "delayed"      // not delivered yet; the service goes on trying
	SoftBounced  Became = "soft_bounced" // given up for now: the mailbox is full, say. An absence note comes as one too, behind a delivery, which it does not undo
	Delivered    Became = "delivered"    // taken by the recipient's mail server
	Refused      Became = "rejected"     // not handed on by the service, for what is in it
	Suppressed   Became = "suppressed"   // not handed on, because the address is on the service's list of those that bounced or complained
	Bounced      Became = "bounced"      // sent back for good
	Complained   Became = "complained"   // delivered, and called unwanted by whoever got it
	maxBecameWhy        = 60             // bytes
)

// strength is the order of the words.
var strength = map[Became]int{Taken: 0, Delayed: 1, SoftBounced: 2, Delivered: 3, Refused: 4, Suppressed: 5, Bounced: 6, Complained: 7}

// State is the word that is shown: a bounce is a bounce.
func (b Became) State() string {
	if b == SoftBounced {
		return string(Bounced)
	}
	return string(b)
}

// failure is the failure that the user has because of it, or "".
func (b Became) failure() string {
	switch b {
	case SoftBounced, Bounced:
		return whyBounced
	case Suppressed:
		return whySuppressed
	case Refused:
		return whyRejected
	default:
		return ""
	}
}

// Report is one word of a mail service on a mail.
type Report struct {
	User   string
	Intent string // its name in the ledger: "welcome#1"
	Became Became
	At     time.Time
	SentID string // the service's id of the mail
	Why    string // a word of the service's, such as "mailbox_full"; may be empty
}

// ParseIntentID reads what IntentID made. ok is false for any other text.
func ParseIntentID(id string) (account, user, name string, ok bool) {
	account, rest, _ := strings.Cut(id, ".")
	user, name, _ = strings.Cut(rest, ".")
	purpose, epoch, ok := cutLast(name, "-")
	if _, err := strconv.ParseUint(epoch, 10, 31); err != nil || !ok || account == "" || user == "" || purpose == "" || strings.Contains(name, ".") {
		return "", "", "", false
	}
	return account, user, purpose + "#" + epoch, true
}

// following is the name of the intent that a re-send makes: "welcome#2" behind "welcome#1".
func following(name string) string {
	purpose, epoch, _ := cutLast(name, "#")
	n, err := strconv.Atoi(epoch)
	if err != nil {
		return ""
	}
	return purpose + "#" + strconv.Itoa(n+1)
}

func cutLast(text, mark string) (before, after string, found bool) {
	at := strings.LastIndex(text, mark)
	if at < 0 {
		return text, "", false
	}
	return text[:at], text[at+len(mark):], true
}

// outdoes reports whether the word says more than what is known of the mail. Of two that say the same the earlier holds.
func (r Report) outdoes(in Intent) bool {
	was, is := strength[in.Became], strength[r.Became]
	return is > was || is == was && is > 0 && r.At.Before(in.BecameAt)
}
