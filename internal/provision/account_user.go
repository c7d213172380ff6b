package provision

import (
	"time"

	"usersync/internal/plan"
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
}

// MailView is the welcome mail of one user: State is a state of package notify's intents ("due", "claimed", "sent", "none" ...).
type MailView struct {
	Template string
	State    string
	At       time.Time // when it was decided, or settled
}

// UserQuery asks for a page of account users, by userName.
type UserQuery struct {
	UserName string     // only this one, compared without case; "" means all
	State    plan.State // only this state; "" means all
	Cursor   string     // where the page before ended; "" is the beginning
	Limit    int        // 1 to 1,000; a page may hold fewer before the end, when few have the state
}

func (q UserQuery) admits(u AccountUser) bool {
	return (q.State == plan.Nothing || u.Outcome.State == q.State) && (q.UserName == "" || scim.Fold(u.Outcome.UserName) == scim.Fold(q.UserName))
}

// outdated reports whether the outcome is older than its inputs, or than the policy that is live. No policy moves somebody who is
// suspended and has left the directory, so no run looks at them.
func (u AccountUser) outdated(live int64) bool {
	if u.Gone && u.Outcome.State == plan.Suspended {
		live = 0
	}
	return !u.Fence.Current(live)
}
