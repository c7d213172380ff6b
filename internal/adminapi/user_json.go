package adminapi

import (
	"usersync/internal/plan"
	"usersync/internal/provision"
	"usersync/internal/rule"
)

// UserView is an account user as it is read.
type UserView struct {
	ID               string        `json:"id"`
	DirectoryUserID  string        `json:"directoryUserId"`
	UserName         string        `json:"userName"`
	DisplayName      string        `json:"displayName"`
	State            string        `json:"state" doc:"invited, active, suspended or erased."`
	Products         []UserProduct `json:"products" nullable:"false"`
	Role             UserRole      `json:"role"`
	UserGroup        UserChoice    `json:"userGroup"`
	SettingsTemplate UserChoice    `json:"settingsTemplate"`
	Language         UserLanguage  `json:"language"`
	WelcomeMail      *UserMail     `json:"welcomeMail" doc:"Null until it is decided."`
	Pending          bool          `json:"pending" doc:"The outcome is older than its inputs or than the live rules."`
	RulesVersion     int64         `json:"rulesVersion" doc:"Of the rules that the outcome was worked out with."`
	Held             []HeldView    `json:"held" nullable:"false" doc:"What the user has only because a hold is not decided."`
	Problems         []ProblemView `json:"problems" nullable:"false" doc:"What keeps the user from what the rules give."`
	OwnLanguage      *MarkView     `json:"ownLanguage,omitempty" doc:"The language that the user chose. This and the next two are said of one user, not in lists."`
	Suspension       *MarkView     `json:"suspension,omitempty" doc:"By hand, by an admin."`
	Pin              *MarkView     `json:"pin,omitempty" doc:"By an admin: what the user has stays as it is."`
	ErasedAt         *Moment       `json:"erasedAt,omitempty" doc:"When the person was erased. Nothing else is known of them then."`
}

// UserProduct is one product of a user.
type UserProduct struct {
	Key      string  `json:"key"`
	Plan     string  `json:"plan,omitempty"`
	State    string  `json:"state" doc:"granted or waiting."`
	Owner    string  `json:"owner" doc:"Who gave it: rule, hand or prerequisite."`
	Rule     *string `json:"rule"`
	Position int     `json:"position,omitempty" doc:"In the waiting line, from 1."`
}

// UserRole is a user's role in the products.
type UserRole struct {
	RoleBody
	Rule *string `json:"rule"`
}

// UserChoice is a slot that names one thing by its id; id null is none.
type UserChoice struct {
	ID   *string `json:"id"`
	Rule *string `json:"rule"`
}

// UserLanguage is a user's language.
type UserLanguage struct {
	Tag    string  `json:"tag"`
	Source string  `json:"source" doc:"own, rule, directory, account or default."`
	Rule   *string `json:"rule"`
}

// UserMail is a user's welcome mail.
type UserMail struct {
	Template string  `json:"template"`
	State    string  `json:"state" doc:"due, claimed, sent, none, withdrawn or parked; of a mail that was sent, as soon as the mail service says what became of it: delayed, delivered, rejected, suppressed, bounced or complained."`
	At       *Moment `json:"at" nullable:"true"`
	Reason   string  `json:"reason,omitempty" doc:"Why it is so, in a word: mail_off, quiet, no_address, fate_unknown; or one of the mail service, such as mailbox_full."`
}

// ProblemView is something that keeps a user from what the rules give.
type ProblemView struct {
	Code    string `json:"code"`
	Rule    string `json:"rule,omitempty"`
	Grant   string `json:"grant,omitempty" doc:"A hand-made grant, instead of a rule."`
	Slot    string `json:"slot,omitempty"`
	Subject string `json:"subject,omitempty"`
}

func userView(u provision.AccountUser) UserView {
	o := u.Outcome
	return UserView{
		ID: u.ID, DirectoryUserID: u.ID, UserName: o.UserName, DisplayName: o.DisplayName, State: string(o.State),
		Products:         convert(o.Products, func(p plan.Product) UserProduct { return userProduct(p, u.WaitPosition[p.Key]) }),
		Role:             UserRole{roleBody(o.Role.Value), orNull(o.Role.Rule)},
		UserGroup:        userChoice(o.UserGroup),
		SettingsTemplate: userChoice(o.Settings),
		Language:         UserLanguage{o.Language.Value, string(o.Language.Source), orNull(o.Language.Rule)},
		WelcomeMail:      userMail(u.Mail),
		Pending:          u.Pending, RulesVersion: u.Fence.Rules,
		Held:        convert(o.Held, heldView),
		Problems:    convert(o.Problems, func(p rule.Problem) ProblemView { return ProblemView(p) }),
		OwnLanguage: markOf(u, provision.MarkLanguage), Suspension: markOf(u, provision.MarkSuspension), Pin: markOf(u, provision.MarkPin),
		ErasedAt: momentOrNull(u.Erased),
	}
}

func markOf(u provision.AccountUser, kind provision.MarkKind) *MarkView {
	m, said := u.Marks[kind]
	if !said {
		return nil
	}
	view := markView(m)
	return &view
}

func userProduct(p plan.Product, position int) UserProduct {
	return UserProduct{Key: p.Key, Plan: p.Plan, State: string(p.State), Owner: string(p.Owner), Rule: orNull(p.Rule), Position: position}
}

func userChoice(slot plan.Assigned[rule.Choice]) UserChoice {
	return UserChoice{ID: choiceID(slot.Value), Rule: orNull(slot.Rule)}
}

// choiceID is the id that a choice names: none and no opinion name nothing.
func choiceID(c rule.Choice) *string {
	if c == rule.None {
		return nil
	}
	return orNull(string(c))
}

func userMail(m *provision.MailView) *UserMail {
	if m == nil {
		return nil
	}
	return &UserMail{Template: m.Template, State: m.State, At: momentOrNull(m.At), Reason: m.Reason}
}
