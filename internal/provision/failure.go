package provision

import (
	"context"
	"slices"
	"time"

	"usersync/internal/access"
	"usersync/internal/fault"
	"usersync/internal/rule"
)

// cause is a failure of users, and what somebody can do about it.
type cause struct{ code, remedy string }

// causes is the closed list of causes that keep a user from what the rules give, in the order in which they are shown. Each remedy ends in a failure that clears by itself,
// at the next look at the user: within seconds where the cause is in rules or catalogue.
var causes = []cause{
	{"out_of_seats", "Buy more seats of the product and raise their number, or take the product from somebody else: who waits longest under the strongest rule gets it by itself."},
	{"domain_not_verified", "Add the domain of the address to verifiedDomains in the account's settings, or change the user's address at the identity provider."},
	{"missing_attribute", "Have the identity provider send the attribute that is named. A welcome mail that waits for an address goes by itself once there is one."},
	{"invalid_value", "Change the rule that is named: its condition cannot be read, or it names an unknown product, plan, privilege or language. Look at the linter's findings."},
	{"group_missing", "Let the rule name another directory group or user group: one that is pushed or made again is another."},
	{"template_missing", "Let the rule name a template that there is."},
	{"last_admin", "Make somebody else an admin first: the last one is not taken away."},
	{"role_not_assignable", "Allow rules to give this role in the account's settings, or take the role out of the rule."},
	{"mail_rejected", "Correct the user's address at the identity provider. The welcome mail that was refused is not sent again by itself."},
	{"mail_bounced", "Correct the user's address at the identity provider. The welcome mail that came back is not sent again by itself."},
	{"mail_suppressed", "The mail service sends nothing to this address any more. Have it taken off the suppression list, or correct the address."},
	{"internal", "Retry. If it comes back, report it with the id of the run."},
}

// FailureCodes is the codes of all causes, in the order in which they are shown.
var FailureCodes = codesOf(causes)

func codesOf(list []cause) []string {
	codes := make([]string, len(list))
	for i, c := range list {
		codes[i] = c.code
	}
	return codes
}

// Failure is a cause that keeps some users from what the rules give them.
type Failure struct {
	Code      string
	Users     int       // at most MaxCounted
	More      bool      // there are more than that
	FirstSeen time.Time // when the one who has had it longest got it
	LastSeen  time.Time // when the newest one got it
	Remedy    string    // what somebody can do about it, in plain words
}

// MaxCounted is how far users with one cause are counted.
const MaxCounted = 1000

// Problem is where a failure of a user comes from.
type Problem = rule.Problem

// FailedUser is a user with a failure.
type FailedUser struct {
	User     string
	UserName string // when it is read with its causes
	Since    time.Time
	Problems []Problem // of this failure, by the outcome of now; none where it does not come from the rules
}

// UserProblems is what keeps a user from what the rules give.
type UserProblems struct {
	UserName string
	Problems []Problem
}

// FailureList keeps the users of each cause. What it lists is as fresh as the index. Safe for concurrent use.
type FailureList interface {
	// CountFailing counts users with a failure up to most, and says since when the first and the last of all of them have it (zero: nobody).
	CountFailing(ctx context.Context, a access.Account, code string, most int) (Failure, error)
	// Failing lists up to limit users with a failure, who have had it longest first, behind the position after ("" is the beginning), without names and
	// problems; next is "" at the end. fault.Malformed (bad_cursor).
	Failing(ctx context.Context, a access.Account, code, after string, limit int) (list []FailedUser, next string, err error)
	// Problems reads the problems of users, strongly; those without an outcome are left out.
	Problems(ctx context.Context, a access.Account, users []string) (map[string]UserProblems, error)
}

// FailureReader reads the failures board. Its field must be set.
type FailureReader struct{ List FailureList }

// Failures lists the causes that anybody has, in the order of FailureCodes.
func (r *FailureReader) Failures(ctx context.Context, a access.Account) ([]Failure, error) {
	var list []Failure
	for _, c := range causes {
		f, err := r.List.CountFailing(ctx, a, c.code, MaxCounted)
		if err != nil {
			return nil, err
		}
		if f.Users > 0 {
			f.Code, f.Remedy = c.code, c.remedy
			list = append(list, f)
		}
	}
	return list, nil
}

// FailedUsers lists the users with a failure, who have had it longest first; next is "" at the end. fault.NotFound for what is no code; fault.Malformed (bad_cursor).
func (r *FailureReader) FailedUsers(ctx context.Context, a access.Account, code, cursor string, limit int) (list []FailedUser, next string, err error) {
	if !slices.Contains(FailureCodes, code) {
		return nil, "", errNoFailure()
	}
	list, next, err = r.List.Failing(ctx, a, code, cursor, limit)
	if err != nil || len(list) == 0 {
		return nil, next, err
	}
	of, err := r.List.Problems(ctx, a, usersOf(list))
	for i := range list {
		known := of[list[i].User]
		list[i].UserName = known.UserName
		for _, p := range known.Problems {
			if p.Code == code {
				list[i].Problems = append(list[i].Problems, p)
			}
		}
	}
	return list, next, err
}

func errNoFailure() error {
	return fault.New(fault.NotFound, "failure_not_found", "There is no such failure. The list of codes is closed.")
}
