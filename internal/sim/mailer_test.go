package sim

// mailer is a mail service that may accept a mail and fail all the same. It remembers what it accepted.
type mailer struct {
	*world
	accepted map[string]int // by intent
}

func newMailer(w *world) *mailer { return &mailer{world: w, accepted: map[string]int{}} }
