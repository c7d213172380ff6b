package mail

import (
	"encoding/json"
	"errors"
	"strings"
	"time"
	"unicode"

	"usersync/internal/notify"
)

// event is one that SES publishes through EventBridge. See "Amazon SES event examples" and "Monitoring Amazon SES events with EventBridge" in the SES guide.
type event struct {
	Source string
	Time   time.Time
	Detail struct {
		EventType string `json:"eventType"`
		Mail      struct {
			MessageID string              `json:"messageId"`
			Timestamp time.Time           `json:"timestamp"`
			Tags      map[string][]string `json:"tags"`
		}
		Bounce struct {
			Type      string    `json:"bounceType"`
			SubType   string    `json:"bounceSubType"`
			Timestamp time.Time `json:"timestamp"`
		}
		Complaint struct {
			Feedback  string    `json:"complaintFeedbackType"`
			SubType   string    `json:"complaintSubType"`
			Timestamp time.Time `json:"timestamp"`
		}
		Delivery struct {
			Timestamp time.Time `json:"timestamp"`
		}
		DeliveryDelay struct {
			Type      string    `json:"delayType"`
			Timestamp time.Time `json:"timestamp"`
		} `json:"deliveryDelay"`
		Reject struct {
			Reason string `json:"reason"`
		}
	}
}

var errNoEvent = errors.New("the record is no event of SES")

// ReadEvent reads what SES says of a mail, as EventBridge hands it over. known is false for an event on a mail that has no intent of ours as its tag, or that says nothing of
// what became of the mail; an error says that it is no event of SES.
func ReadEvent(body []byte) (account string, r notify.Report, known bool, err error) {
	var e event
	if err := json.Unmarshal(body, &e); err != nil || e.Source != "aws.ses" || e.Detail.EventType == "" {
		return "", notify.Report{}, false, errNoEvent
	}
	tags := e.Detail.Mail.Tags[IntentTag]
	if len(tags) != 1 {
		return "", notify.Report{}, false, nil
	}
	account, user, intent, ok := notify.ParseIntentID(IntentOf(tags[0]))
	if !ok {
		return "", notify.Report{}, false, nil
	}
	r, ok = e.says()
	r.User, r.Intent, r.SentID = user, intent, e.Detail.Mail.MessageID
	if r.At = r.At.UTC().Truncate(time.Millisecond); r.At.IsZero() {
		r.At = e.Time.UTC().Truncate(time.Millisecond)
	}
	return account, r, ok, nil
}

// says translates the event; ok is false for those that are of other things, such as openings.
func (e *event) says() (r notify.Report, ok bool) {
	d := &e.Detail
	switch d.EventType {
	case "Send":
		r = notify.Report{Became: notify.Taken, At: d.Mail.Timestamp}
	case "Delivery":
		r = notify.Report{Became: notify.Delivered, At: d.Delivery.Timestamp}
	case "DeliveryDelay":
		r = notify.Report{Became: notify.Delayed, At: d.DeliveryDelay.Timestamp, Why: word(d.DeliveryDelay.Type)}
	case "Reject":
		r = notify.Report{Became: notify.Refused, At: d.Mail.Timestamp, Why: word(d.Reject.Reason)}
	case "Bounce":
		r = notify.Report{Became: bounced(d.Bounce.Type, d.Bounce.SubType), At: d.Bounce.Timestamp, Why: word(d.Bounce.SubType)}
	case "Complaint":
		r = e.complaint()
	default:
		return r, false
	}
	return r, true
}

func bounced(kind, sub string) notify.Became {
	switch {
	case sub == "Suppressed" || sub == "OnAccountSuppressionList":
		return notify.Suppressed
	case kind == "Permanent":
		return notify.Bounced
	default:
		return notify.SoftBounced
	}
}

// complaint is one of the recipient, or one that SES made of itself as the recipient had complained before; or the word that the mail was wanted after all.
func (e *event) complaint() notify.Report {
	c := &e.Detail.Complaint
	switch {
	case c.SubType == "OnAccountSuppressionList":
		return notify.Report{Became: notify.Suppressed, At: c.Timestamp, Why: word(c.SubType)}
	case c.Feedback == "not-spam":
		return notify.Report{Became: notify.Taken, At: c.Timestamp}
	default:
		return notify.Report{Became: notify.Complained, At: c.Timestamp, Why: word(c.Feedback)}
	}
}

const maxWord = 40

// word writes one of SES's names as words of ours: "MailboxFull" is "mailbox_full". Nothing gets through but ASCII letters and what is between them, as the names of
// events are not validated anywhere and this one is shown.
func word(name string) string {
	var b strings.Builder
	gap := false
	for i, r := range name {
		switch {
		case b.Len() >= maxWord:
			return b.String()
		case r > unicode.MaxASCII || !unicode.IsLetter(r):
			gap = true
			continue
		case b.Len() > 0 && (gap || unicode.IsUpper(r) && unicode.IsLower(rune(name[i-1]))):
			b.WriteByte('_')
		}
		gap = false
		b.WriteRune(unicode.ToLower(r))
	}
	return b.String()
}
