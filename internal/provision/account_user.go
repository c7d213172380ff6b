package provision

import (
	"time"

	"usersync/internal/plan"
)

// AccountUser is an account user as it is read: the outcome, what it holds or waits for, and whether that is up to date.
type AccountUser struct {
	ID           string // of the directory user that it belongs to, too: one person has one id
	Outcome      plan.Outcome
	WaitPosition map[string]int // by product key, from 1: only products that the user waits for
	Mail         *MailView      // nil: the welcome mail is not decided on yet
	Fence        Fence
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
	Limit    int        // 1 to 1,000
}
