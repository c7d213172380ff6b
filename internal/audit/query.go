package audit

import "time"

// Query asks for some of the records: those of which everything holds that it says. Its zero value asks for all.
type Query struct {
	Actor   string
	Action  Action
	Subject string
	From    time.Time // not before
	To      time.Time // before
}

// Matches reports whether a record is asked for.
func (q Query) Matches(r Record) bool {
	return (q.Actor == "" || q.Actor == r.Actor) &&
		(q.Action == "" || q.Action == r.Action) &&
		(q.Subject == "" || q.Subject == r.Subject) &&
		!r.At.Before(q.From) &&
		(q.To.IsZero() || r.At.Before(q.To))
}
