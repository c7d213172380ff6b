package inproc

import (
	"bytes"
	"context"
	"hash/fnv"
	"maps"
	"net/mail"
	"regexp"
	"slices"
	"strings"
	"sync"
	"time"

	"usersync/internal/access"
	"usersync/internal/fault"
	"usersync/internal/notify"
)

// newestMails is how many mails of an account Items lists: older ones stay in the folder.
const newestMails = 10_000

// Mailbox keeps mails instead of sending them: each a file that any mail program opens, in a folder per account. It knows of every mail
// whether it has it, and so keeps none twice. It is safe for concurrent use, in one process.
type Mailbox struct {
	shelf  shelf
	now    func() time.Time
	mail   [64]sync.Mutex // by intent: one at a time puts a mail away
	newest int
}

var _ notify.Mailer = (*Mailbox)(nil)

// Mail is one mail of a Mailbox.
type Mail struct {
	ID       string // the intent's
	To       string
	Subject  string
	Language string
	Template string
	Text     string
	HTML     string
	At       time.Time // to the second
}

// shelf is where mails lie, by account and intent.
type shelf interface {
	has(account, intent string) (bool, error)
	// put is called once at a time for an intent. Once it has returned without an error the mail outlives a crash.
	put(account, intent string, eml []byte) error
	// get reads a mail; nil: there is none.
	get(account, intent string) ([]byte, error)
	// intents lists the intents that begin with a prefix.
	intents(account, prefix string) ([]string, error)
	// drop removes every mail whose intent is one of these, for good.
	drop(account string, these func(intent string) bool) error
	// newest returns up to n mails, newest first.
	newest(account string, n int) ([][]byte, error)
}

// NewMailbox returns a mailbox over a folder, which is made when the first mail comes; over "" it keeps all in memory.
func NewMailbox(folder string) *Mailbox {
	b := &Mailbox{shelf: folderShelf(folder), now: time.Now, newest: newestMails}
	if folder == "" {
		b.shelf = &memoryShelf{}
	}
	return b
}

// Send keeps a mail and returns its Message-ID. fault.Invalid (mail_rejected) when a header would not be one line or the address is none,
// fault.Unavailable when the mail may be kept or not.
func (b *Mailbox) Send(_ context.Context, m notify.Message) (string, error) {
	account, err := accountOf(m.Intent)
	if err != nil {
		return "", err
	}
	eml, err := encodeMail(m, b.now())
	if err != nil {
		return "", err
	}
	mine := b.lock(m.Intent)
	mine.Lock()
	defer mine.Unlock()
	there, err := b.shelf.has(account, m.Intent)
	if err == nil && !there {
		err = b.shelf.put(account, m.Intent, eml)
	}
	if err != nil {
		return "", unavailable(err)
	}
	return messageID(m.Intent), nil
}

// Fate never answers notify.Unknown.
func (b *Mailbox) Fate(_ context.Context, intent string) (notify.Fate, error) {
	account, err := accountOf(intent)
	if err != nil {
		return notify.NotAccepted, nil // what cannot be sent was not
	}
	mine := b.lock(intent)
	mine.Lock()
	defer mine.Unlock()
	there, err := b.shelf.has(account, intent)
	switch {
	case err != nil:
		return notify.Unknown, unavailable(err)
	case there:
		return notify.Accepted, nil
	default:
		return notify.NotAccepted, nil
	}
}

// ForgetUser removes every mail to a user of the account, and every test mail that shows the user's values.
func (b *Mailbox) ForgetUser(_ context.Context, a access.Account, user string) error {
	shows, err := b.testsOf(a, user)
	if err == nil {
		to := a.ID() + "." + user + "."
		err = b.shelf.drop(a.ID(), func(intent string) bool { return strings.HasPrefix(intent, to) || slices.Contains(shows, intent) })
	}
	if err != nil {
		return unavailable(err)
	}
	return nil
}

// testsOf are the intents of the test mails that show a user's values. A mail that cannot be read may show them.
func (b *Mailbox) testsOf(a access.Account, user string) ([]string, error) {
	tests, err := b.shelf.intents(a.ID(), a.ID()+"."+notify.TestUser+".")
	if err != nil {
		return nil, err
	}
	var shows []string
	for _, intent := range tests {
		eml, err := b.shelf.get(a.ID(), intent)
		if err != nil {
			return nil, err
		}
		if in, err := mail.ReadMessage(bytes.NewReader(eml)); err != nil || in.Header.Get(headerPerson) == user {
			shows = append(shows, intent)
		}
	}
	return shows, nil
}

// Items lists the account's mails, newest first.
func (b *Mailbox) Items(ctx context.Context, a access.Account) ([]Mail, error) {
	emls, err := b.shelf.newest(a.ID(), b.newest)
	if err != nil {
		return nil, unavailable(err)
	}
	mails := make([]Mail, 0, len(emls))
	for _, eml := range emls {
		m, err := decodeMail(eml)
		if err != nil {
			return nil, fault.New(fault.Internal, "mailbox", "A mail in the mailbox cannot be read.").Because(err)
		}
		if mails = append(mails, m); ctx.Err() != nil {
			return nil, ctx.Err()
		}
	}
	return mails, nil
}

// Item reads a mail of the account with its source; ok is false when there is none of this id.
func (b *Mailbox) Item(_ context.Context, a access.Account, id string) (m Mail, eml []byte, ok bool, err error) {
	account, err := accountOf(id)
	if err != nil || account != a.ID() {
		return Mail{}, nil, false, nil //nolint:nilerr // what cannot be an id is nobody's
	}
	if eml, err = b.shelf.get(account, id); err != nil {
		return Mail{}, nil, false, unavailable(err)
	}
	if eml == nil {
		return Mail{}, nil, false, nil
	}
	if m, err = decodeMail(eml); err != nil {
		return Mail{}, nil, false, fault.New(fault.Internal, "mailbox", "A mail in the mailbox cannot be read.").Because(err)
	}
	return m, eml, true, nil
}

func (b *Mailbox) lock(intent string) *sync.Mutex {
	h := fnv.New32a()
	_, _ = h.Write([]byte(intent))
	return &b.mail[h.Sum32()%uint32(len(b.mail))]
}

// intentForm is what notify.IntentID makes. It is the name of a file: nothing in it leads out of a folder.
var intentForm = regexp.MustCompile(`^[A-Za-z0-9_-]+(\.[A-Za-z0-9_-]+)+$`)

func accountOf(intent string) (string, error) {
	if len(intent) > 200 || !intentForm.MatchString(intent) {
		return "", rejected(nil)
	}
	account, _, _ := strings.Cut(intent, ".")
	return account, nil
}

func rejected(cause error) error {
	return fault.New(fault.Invalid, "mail_rejected", "The mail has a header or an address that no mail can have.").Because(cause)
}

func unavailable(cause error) error {
	return fault.New(fault.Unavailable, "mailbox", "The mailbox cannot be read or written.").Because(cause)
}

// memoryShelf keeps mails as long as the process lives.
type memoryShelf struct {
	mu    sync.Mutex
	kept  map[string]bool         // by intent
	mails map[string][]memoryMail // by account, oldest first
}

type memoryMail struct {
	intent string
	eml    []byte
}

func (s *memoryShelf) has(_, intent string) (bool, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.kept[intent], nil
}

func (s *memoryShelf) get(account, intent string) ([]byte, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, m := range s.mails[account] {
		if m.intent == intent {
			return m.eml, nil
		}
	}
	return nil, nil
}

func (s *memoryShelf) put(account, intent string, eml []byte) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.kept == nil {
		s.kept, s.mails = map[string]bool{}, map[string][]memoryMail{}
	}
	s.kept[intent] = true
	s.mails[account] = append(s.mails[account], memoryMail{intent, eml})
	return nil
}

func (s *memoryShelf) intents(account, prefix string) (found []string, err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, m := range s.mails[account] {
		if strings.HasPrefix(m.intent, prefix) {
			found = append(found, m.intent)
		}
	}
	return found, nil
}

func (s *memoryShelf) drop(account string, these func(intent string) bool) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.mails == nil {
		return nil
	}
	maps.DeleteFunc(s.kept, func(intent string, _ bool) bool { return these(intent) })
	s.mails[account] = slices.DeleteFunc(s.mails[account], func(m memoryMail) bool { return these(m.intent) })
	return nil
}

func (s *memoryShelf) newest(account string, n int) ([][]byte, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	all := s.mails[account]
	var mails [][]byte
	for _, m := range slices.Backward(all[max(0, len(all)-n):]) {
		mails = append(mails, m.eml)
	}
	return mails, nil
}
