package provision

import (
	"slices"
	"strings"
	"time"

	"usersync/internal/plan"
	"usersync/internal/rule"
	"usersync/internal/scim"
)

// AccountUser is an account user as it is read: the outcome, what it holds or waits for, and whether that is up to date.
type AccountUser struct {
	ID           string // of the directory user that it belongs to, too: one person has one id
	Outcome      plan.Outcome
	WaitPosition map[string]int // by product key, from 1: only products that the user waits for
	Mail         *MailView      // nil: the welcome mail is not decided on yet
	Fence        Fence
	Gone         bool // the directory has the person no more
	Pending      bool // the outcome is older than its inputs, or than the live policy

	Marks  map[MarkKind]Mark // what is said of the user by hand; read of one user only
	Erased time.Time         // when the person was erased; nothing else is known of them then
}

// MailView is the welcome mail of one user: State is a state of package notify's intents ("due", "claimed", "sent", "none" ...), or what became of the mail
// once it was sent ("delivered", "bounced" ...).
type MailView struct {
	Template string
	State    string
	At       time.Time // when it was decided, settled, or became that
	Reason   string    // why it is so, in a word; may be empty
}

// UserQuery asks for a page of account users, by userName.
type UserQuery struct {
	UserName  string      // only this one, compared without case; "" means all
	State     plan.State  // only this state; "" means all
	Text      string      // only those with this in their userName or displayName, compared without case; "" means all
	Product   string      // only those who have the product of this key or wait for it; "" means all
	Rule      string      // only those to whom the rule of this id gives something now; "" means all
	UserGroup rule.Choice // only those in the user group of this id, or in none; "" means all
	Cursor    string      // where the page before ended; "" is the beginning
	Limit     int         // 1 to 1,000; a page may hold fewer before the end, when few are asked for
}

// searches reports whether the query asks for what no list is sorted by, so that many may have to be read to find few.
func (q UserQuery) searches() bool {
	return q.State != plan.Nothing || q.Text != "" || q.Product != "" || q.Rule != "" || q.UserGroup != rule.NoOpinion
}

func (q UserQuery) admits(u AccountUser) bool {
	o := &u.Outcome
	return (q.State == plan.Nothing || o.State == q.State) &&
		(q.UserName == "" || scim.Fold(o.UserName) == scim.Fold(q.UserName)) &&
		(q.Text == "" || contains(o.UserName, q.Text) || contains(o.DisplayName, q.Text)) &&
		(q.Product == "" || slices.ContainsFunc(o.Products, func(p plan.Product) bool { return p.Key == q.Product })) &&
		(q.Rule == "" || gives(o, q.Rule)) &&
		(q.UserGroup == rule.NoOpinion || userGroup(o) == q.UserGroup)
}

// contains reports whether a text has another within, but for case.
func contains(text, part string) bool { return strings.Contains(scim.Fold(text), scim.Fold(part)) }

// gives reports whether a rule decides something of an outcome.
func gives(o *plan.Outcome, id string) bool {
	return slices.Contains([]string{o.Role.Rule, o.UserGroup.Rule, o.Settings.Rule, o.Language.Rule}, id) ||
		slices.ContainsFunc(o.Products, func(p plan.Product) bool { return p.Rule == id })
}

// userGroup is the user group of an outcome: who was given none is in none, too.
func userGroup(o *plan.Outcome) rule.Choice {
	if !o.UserGroup.Value.Stated() {
		return rule.None
	}
	return o.UserGroup.Value
}

// outdated reports whether the outcome is older than its inputs, or than the policy that is live. No policy moves somebody who has
// left the directory and is suspended, so no run looks at them.
func (u AccountUser) outdated(live int64) bool {
	if u.Gone && (u.Outcome.State == plan.Suspended || u.Outcome.State == plan.Erased) {
		live = 0
	}
	return !u.Fence.Current(live)
}
