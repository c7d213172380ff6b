package notify

import (
	"cmp"
	"context"
	"slices"
	"strconv"
	"strings"
	"time"

	"usersync/internal/access"
	"usersync/internal/job"
	"usersync/internal/notice"
)

// A notice to admins is in the ledger as the mails of users are, under its id in place of a user's. Its first intent is the notice itself: whoever has it in hand reads
// to whom it goes and makes one intent for each address, in the transaction that settles it. These are claimed and sent by the rules of every mail.
const (
	noticePrefix = "notice#"
	// NoticeName is the name of a notice's first intent.
	NoticeName = noticePrefix + "0"
)

// Why a notice goes to nobody, or not to somebody any more.
const (
	whyNotWanted = "notices_off"
)

// IsNotice reports whether an intent of this name is one of a notice: its user is the notice's id.
func IsNotice(name string) bool { return strings.HasPrefix(name, noticePrefix) }

// Notices reads what admins are told, and to whom it goes. Safe for concurrent use; reads are strong.
type Notices interface {
	// Notice reads a notice. fault.NotFound.
	Notice(ctx context.Context, a access.Account, id string) (notice.Notice, error)
	// NoticeSettings reads what the account has set, and its name. fault.NotFound when there is no such account.
	NoticeSettings(ctx context.Context, a access.Account) (s notice.Settings, account string, err error)
	// OldNotices reads up to limit of the notices that were settled before a time, oldest first.
	OldNotices(ctx context.Context, a access.Account, before time.Time, limit int) ([]OldNotice, error)
	// SettleNotice settles the first intent of a notice, makes one for each mail, all due, and forgets old notices: all or nothing. ErrMoved when the intent is not
	// as it was read, or an old notice is forgotten already.
	SettleNotice(ctx context.Context, a access.Account, was Intent, end Ending, mails []NoticeMail, old []OldNotice) error
}

// NoticeMail is one mail of a notice.
type NoticeMail struct {
	Name     string // of its intent
	To       string
	Language string
}

// attemptNotice is attempt for the intents of notices. They go out whether syncing and welcome mails are switched on or off.
func (s *Sender) attemptNotice(ctx context.Context, a access.Account, in Intent) (job.Verdict, error) {
	settings, account, err := s.Notices.NoticeSettings(ctx, a)
	if err != nil {
		return job.Verdict{}, err
	}
	n, err := s.Notices.Notice(ctx, a, in.User)
	if err != nil {
		return job.Verdict{}, err
	}
	wanted := settings.Wants(n.Kind) && (in.Name == NoticeName || slices.Contains(settings.Addresses, in.To))
	if !wanted && in.Name == NoticeName {
		return s.settleNotice(ctx, a, in, Ending{State: Withdrawn, Reason: whyNotWanted}, nil)
	}
	if !wanted {
		return s.settle(ctx, a, in, Ending{State: Withdrawn, Reason: whyNotWanted})
	}
	h, err := s.houses.live(ctx, s.Switch, a)
	if err != nil {
		return job.Verdict{}, err
	}
	if in.Name == NoticeName {
		language := cmp.Or(settings.Language, h.language, "en")
		return s.settleNotice(ctx, a, in, Ending{State: Sent}, noticeMails(settings.Addresses, language))
	}
	return s.sendNotice(ctx, a, in, n, letterhead{account: account, products: h.products, console: s.Console}, h.mailTo)
}

// noticeMails are the mails of a notice, numbered from 1.
func noticeMails(addresses []string, language string) []NoticeMail {
	mails := make([]NoticeMail, len(addresses))
	for i, to := range addresses {
		mails[i] = NoticeMail{Name: noticePrefix + strconv.Itoa(i+1), To: to, Language: language}
	}
	return mails
}

func (s *Sender) sendNotice(ctx context.Context, a access.Account, in Intent, n notice.Notice, head letterhead, mailTo string) (job.Verdict, error) {
	to, ok := address(in.To)
	if !ok { // cannot be: it was checked when it was set
		return s.settle(ctx, a, in, Ending{State: Parked, Reason: whyBadMail})
	}
	v, err := writeNotice(n, in.Language, head)
	if err != nil {
		return job.Verdict{}, err
	}
	probe, ok, err := s.pass(ctx)
	if err != nil || !ok { // the service takes no mails: the sweeper comes back to it
		return job.Done(), err
	}
	claim := s.claim(in, Recipient{Email: to})
	if err := s.Ledger.ClaimMail(ctx, a, in, claim); err != nil {
		return job.Verdict{}, err
	}
	in.State, in.Tries = Claimed, in.Tries+1
	m := Message{
		Intent: IntentID(a, in.User, in.Name), To: to, Subject: v.Subject, Text: v.Text, HTML: v.HTML, Language: in.Language, Template: string(n.Kind),
	}
	m.redirect(mailTo)
	return s.deliver(ctx, a, in, m, claim.Until, probe)
}
