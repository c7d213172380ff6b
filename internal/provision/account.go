package provision

import (
	"context"
	"slices"
	"time"

	"usersync/internal/access"
	"usersync/internal/fault"
	"usersync/internal/guard"
	"usersync/internal/notice"
	"usersync/internal/rule"
)

// Account is what is kept of an account besides its policy.
type Account struct {
	ID          string
	Name        string
	Created     time.Time
	ReviewRules bool     // changes of rules wait for somebody to plan them
	Schedule    Schedule // of full syncs
	Guard       guard.Settings
	Mails       MailSettings
	Notices     notice.Settings
}

// MailSettings is what all mails of an account have in common. Everything may be empty.
type MailSettings struct {
	SignInURL     string   // where its people sign in: an https address of at most 256 characters
	Contact       string   // whom they ask for help, in at most 200 characters
	TestAddresses []string // whom test mails may go to, at most MaxTestAddresses
}

// Schedule says when full syncs start. An empty Cron means never.
type Schedule struct {
	Cron     string // five fields: minute, hour, day of month, month, day of week
	TimeZone string // IANA name
}

// AccountChange is a change of an account and of the settings that live in its policy; nil leaves a thing as it is.
type AccountChange struct {
	Name            *string
	ReviewRules     *bool
	Schedule        *Schedule
	DefaultLanguage *string
	AssignableRoles *[]rule.RoleKind
	VerifiedDomains *[]string // of e-mail addresses, in any case; empty: rules give to every address
	SyncOn          *bool
	MailOn          *bool
	Quiet           *bool   // whoever is new gets no welcome mail
	MailTo          *string // where all mails go; "": to whom they are for
	Seen            Seen    // what its author looked at
	By              string  // public id of the credential that asks
	Plan            string  // id of the plan by which syncing is switched on, where it takes one

	// Parts changes parts of Guard, Mails and Notices where they are stored, and nothing else; what it leaves alone stays, whoever changes that meanwhile. It may be called
	// several times. Nil: they stay.
	Parts func(*Account)
}

// Accounts is the use cases on an account's settings.
type Accounts struct {
	Publisher *Publisher
	Store     AccountStore
	Drafts    DraftStore
	Plans     *Planner
	People    Headcount
	Mail      AddressChecker
}

// Account reads the account.
func (s *Accounts) Account(ctx context.Context, a access.Account) (Account, error) {
	return s.Store.Account(ctx, a)
}

// Change changes the account and, by a publication, its policy. fault.Invalid names the members at fault, and then nothing is changed;
// fault.Conflict when a rule gives a role that would not be assignable any more, and as switchOn; fault.Stale when the author of the change has seen something else.
func (s *Accounts) Change(ctx context.Context, a access.Account, c AccountChange) (Account, *rule.Policy, error) {
	if err := s.check(ctx, a, c); err != nil {
		return Account{}, nil, err
	}
	now, err := s.see(ctx, a, c.Seen)
	if err != nil {
		return Account{}, nil, err
	}
	if err := s.checkReview(ctx, a, c.ReviewRules); err != nil {
		return Account{}, nil, err
	}
	if err := s.withdraw(ctx, a, c); err != nil {
		return Account{}, nil, err
	}
	byItself, err := s.switchOn(ctx, a, c)
	if err != nil {
		return Account{}, nil, err
	}
	if byItself {
		c.SyncOn = nil
	}
	account, policy, err := s.write(ctx, a, c, now)
	if err == nil && byItself {
		err = s.askSwitch(ctx, a, c.By)
	}
	return account, policy, err
}

func (s *Accounts) write(ctx context.Context, a access.Account, c AccountChange, now seenAccount) (Account, *rule.Policy, error) {
	policy, err := s.Publisher.Publish(ctx, a, 0, func(p *rule.Policy) error {
		if err := now.samePolicy(p); err != nil {
			return err
		}
		return c.applyToPolicy(p)
	})
	if err != nil {
		return Account{}, nil, err
	}
	if c.Name == nil && c.ReviewRules == nil && c.Schedule == nil && c.Parts == nil {
		account, err := s.Store.Account(ctx, a)
		return account, policy, err
	}
	account, err := s.Store.ChangeAccount(ctx, a, func(account *Account) error {
		if err := now.sameAccount(*account); err != nil {
			return err
		}
		set(&account.Name, c.Name)
		set(&account.ReviewRules, c.ReviewRules)
		set(&account.Schedule, c.Schedule)
		if c.Parts == nil {
			return nil
		}
		c.Parts(account)
		return faulty(s.checkParts(*account, fault.New(fault.Invalid, "invalid_value", wrongSetting)))
	})
	return account, policy, err
}

// checkReview keeps a draft from going live by itself that somebody meant to look at.
func (s *Accounts) checkReview(ctx context.Context, a access.Account, review *bool) error {
	if review == nil || *review {
		return nil
	}
	account, err := s.Store.Account(ctx, a)
	if err != nil || !account.ReviewRules {
		return err
	}
	draft, err := s.Drafts.Draft(ctx, a)
	if err == nil && draft.Open {
		err = ErrDraftOpen()
	}
	return err
}

func set[V any](to *V, value *V) {
	if value != nil {
		*to = *value
	}
}

func (c AccountChange) applyToPolicy(p *rule.Policy) error {
	set(&p.DefaultLanguage, c.DefaultLanguage)
	set(&p.SyncOn, c.SyncOn)
	set(&p.MailOn, c.MailOn)
	set(&p.Quiet, c.Quiet)
	set(&p.MailTo, c.MailTo)
	if c.VerifiedDomains != nil {
		p.VerifiedDomains = domains(*c.VerifiedDomains)
	}
	if c.AssignableRoles == nil {
		return nil
	}
	p.AssignableRoles = *c.AssignableRoles
	return inUse(p, func(r rule.Rule) bool {
		return r.Role != nil && !slices.Contains(p.AssignableRoles, r.Role.Kind)
	})
}

const wrongSetting = "A setting is not acceptable."

func (s *Accounts) check(ctx context.Context, a access.Account, c AccountChange) error {
	bad := fault.New(fault.Invalid, "invalid_value", wrongSetting)
	if c.Name != nil && checkName(*c.Name) != nil {
		bad.At("name", "Must have 1 to 200 characters, no control characters among them.")
	}
	if c.DefaultLanguage != nil && !isLanguage(*c.DefaultLanguage) {
		bad.At("defaultLanguage", "Not a language that users can be written to in.")
	}
	if c.AssignableRoles != nil && slices.ContainsFunc(*c.AssignableRoles, func(k rule.RoleKind) bool { return !slices.Contains(roles, k) }) {
		bad.At("rolesAssignableByRule", "Must be some of member, manager and admin.")
	}
	if c.Schedule != nil {
		c.Schedule.check(bad)
	}
	if c.VerifiedDomains != nil {
		checkDomains(bad, *c.VerifiedDomains)
	}
	if c.MailTo != nil && *c.MailTo != "" && !s.Mail.IsAddress(*c.MailTo) {
		bad.At("mails.redirectTo", "Must be one address, without a name.")
	}
	if c.Parts == nil {
		return faulty(bad)
	}
	account, err := s.Store.Account(ctx, a)
	if err != nil {
		return err
	}
	c.Parts(&account)
	return faulty(s.checkParts(account, bad))
}

// checkParts notes what is wrong with what AccountChange.Parts can change.
func (s *Accounts) checkParts(account Account, bad *fault.Error) *fault.Error {
	account.Guard.Check(bad)
	s.checkMails(bad, account.Mails)
	account.Notices.Check(bad, s.Mail.IsAddress, isLanguage)
	return bad
}

func isLanguage(text string) bool { return slices.Contains(rule.Languages, text) }

var roles = []rule.RoleKind{rule.Member, rule.Manager, rule.Admin}
