package provision

// MailTrouble is the last welcome mail of a user, and what it failed of.
type MailTrouble struct {
	Intent string // its name in the mail ledger; "" where there is no mail
	Code   string // the failure that the user has because of it; "" where there is none
	To     string // the address that it was for
}

// mended is the trouble that is over: the user has another address now, or is gone. Nothing says of the new one that it is wrong.
func (rec Record) mended() *MailTrouble {
	t := rec.Mail
	if t.Code == "" || !rec.Person.Gone && rec.Person.Email == t.To {
		return nil
	}
	return &t
}
