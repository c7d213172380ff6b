package notify

import (
	"context"
	"time"

	"usersync/internal/access"
	"usersync/internal/job"
)

// NoticeLife is how long a notice is kept once it is settled, with the intents of its mails.
const NoticeLife = 400 * 24 * time.Hour

// forgottenNotices is how many old notices go with a new one: more than come, so that old ones become fewer.
const forgottenNotices = 2

// OldNotice is a notice whose time is over.
type OldNotice struct {
	ID      string
	Settled time.Time
	Intents []string // the names of all its intents
}

// settleNotice ends the first intent of a notice. Its mails begin with that, and notices whose time is over go.
func (s *Sender) settleNotice(ctx context.Context, a access.Account, in Intent, end Ending, mails []NoticeMail) (job.Verdict, error) {
	end.At = s.Now()
	old, err := s.Notices.OldNotices(ctx, a, end.At.Add(-NoticeLife), forgottenNotices)
	if err != nil {
		return job.Verdict{}, err
	}
	return job.Done(), s.Notices.SettleNotice(ctx, a, in, end, mails, old)
}
