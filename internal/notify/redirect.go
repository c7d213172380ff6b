package notify

// redirect has a mail go to one address instead of its own, which stands before the subject and in a header of its own. Empty: the mail stays as it is.
func (m *Message) redirect(to string) {
	if to == "" {
		return
	}
	m.Original = m.To
	m.To, m.ToName = to, ""
	m.Subject = cut("["+m.Original+"] "+m.Subject, MaxSubject)
}

// HeaderOriginal is the header in which a mail says whom it was for, where it went to another address.
const HeaderOriginal = "X-Usersync-Original-To"
