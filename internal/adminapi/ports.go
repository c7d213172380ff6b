package adminapi

import (
	"context"
	"time"

	"usersync/internal/access"
	"usersync/internal/audit"
	"usersync/internal/directory"
	"usersync/internal/inspect"
	"usersync/internal/notify"
	"usersync/internal/plan"
	"usersync/internal/provision"
	"usersync/internal/rule"
	"usersync/internal/rule/code"
	"usersync/internal/web"
)

// Deployment makes and reads the accounts of a deployment, for its operator.
type Deployment interface {
	// Found makes an account, with sync off, one connection and its first credentials. fault.Invalid for a bad name.
	Found(ctx context.Context, name string) (Founded, error)
	// Accounts lists up to limit accounts in order of their ids, behind one ("" for the beginning); next is "" at the end.
	Accounts(ctx context.Context, after string, limit int) (accounts []provision.Account, next string, err error)
	// Account reads an account; ok is false when there is none.
	Account(ctx context.Context, id string) (account provision.Account, ok bool, err error)
}

// Founded is a new account with its first credentials, which can be read this once.
type Founded struct {
	Account             provision.Account
	SCIMToken, AdminKey access.Secret
}

// Runs starts and reads runs; *provision.Runner is one.
type Runs interface {
	// StartRun starts a run of a kind and returns it; with one going on already it may return that one.
	StartRun(ctx context.Context, a access.Account, kind provision.RunKind) (provision.Run, error)
	// Run reads a run. fault.NotFound.
	Run(ctx context.Context, a access.Account, id string) (provision.Run, error)
	// Runs lists runs of a kind ("": all), newest first, behind a cursor of its own making; next is "" at the end.
	Runs(ctx context.Context, a access.Account, kind provision.RunKind, cursor string, limit int) (runs []provision.Run, next string, err error)
	// Results lists what a run found of each user. fault.NotFound.
	Results(ctx context.Context, a access.Account, q provision.ResultQuery) (list []provision.UserResult, next string, err error)
	// Cancel has a run end early. fault.NotFound; fault.Conflict for one that cannot.
	Cancel(ctx context.Context, a access.Account, id string) (provision.Run, error)
	// Retry starts a run over some users. fault.NotFound, Conflict and Invalid.
	Retry(ctx context.Context, a access.Account, want provision.Retry) (provision.Run, error)
}

// Failures reads the failures board; *provision.FailureReader is one.
type Failures interface {
	// Failures lists the causes that anybody has.
	Failures(ctx context.Context, a access.Account) ([]provision.Failure, error)
	// FailedUsers lists the users with one. fault.NotFound for what is no code.
	FailedUsers(ctx context.Context, a access.Account, code, cursor string, limit int) (list []provision.FailedUser, next string, err error)
}

// Plans works out what changes would do; *provision.Planner is one.
type Plans interface {
	// Start begins to work a plan out. fault.Invalid, NotFound and Conflict as when the change is made.
	Start(ctx context.Context, a access.Account, want provision.NewPlan) (provision.Plan, error)
	// StartFile is Start for the rules of a file. fault.Malformed, Invalid, TooLarge, Conflict.
	StartFile(ctx context.Context, a access.Account, text []byte, format code.Format, want provision.NewPlan) (provision.Plan, error)
	// Plan reads a plan. fault.NotFound.
	Plan(ctx context.Context, a access.Account, id string) (provision.Plan, error)
	// Plans lists plans, newest first, behind a cursor of its own making; next is "" at the end.
	Plans(ctx context.Context, a access.Account, cursor string, limit int) (plans []provision.Plan, next string, err error)
	// Effects finds the newest plan of exactly these rules, which has counted whom each decides for; ok is false when there is none.
	Effects(ctx context.Context, a access.Account, rules []rule.Rule) (newest provision.Plan, ok bool, err error)
	// Cancel ends a plan that is being worked out. fault.NotFound.
	Cancel(ctx context.Context, a access.Account, id string) (provision.Plan, error)
	// Apply makes exactly what a plan says come about, once. fault.NotFound; fault.Conflict when it is old, held or not worked out.
	Apply(ctx context.Context, a access.Account, id string) (provision.Plan, error)
	// Changes lists what a finished plan would make of those whom it touches. fault.NotFound; fault.Conflict (plan_not_ready).
	Changes(ctx context.Context, a access.Account, q provision.ChangesQuery) (list []plan.Difference, next string, err error)
}

// Holds decides on holds; *provision.Holds is one.
type Holds interface {
	// Holds lists holds in a state ("": any), newest first, behind a cursor of its own making; next is "" at the end.
	Holds(ctx context.Context, a access.Account, state provision.HoldState, cursor string, limit int) (list []provision.Hold, next string, err error)
	// Hold reads a hold. fault.NotFound.
	Hold(ctx context.Context, a access.Account, id string) (provision.Hold, error)
	// HeldUsers lists who is in a hold. fault.NotFound.
	HeldUsers(ctx context.Context, a access.Account, id, cursor string, limit int) (list []provision.HeldUser, next string, err error)
	// Approve has what a hold stops go on, for all or for some. fault.NotFound, Invalid, Stale, Conflict.
	Approve(ctx context.Context, a access.Account, id string, w provision.Word) (provision.Hold, error)
	// Reject has what a hold stops never come. fault.NotFound, Invalid, Stale, Conflict.
	Reject(ctx context.Context, a access.Account, id string, w provision.Word) (provision.Hold, error)
	// ApprovePlan says of a plan that the guard holds that it may be applied. fault.NotFound, Invalid, Conflict.
	ApprovePlan(ctx context.Context, a access.Account, id, by, reason string) (provision.Plan, error)
}

// Previews fills mail templates in; *notify.Previewer is one.
type Previews interface {
	// Preview fills a template in. fault.NotFound, Invalid.
	Preview(ctx context.Context, a access.Account, t notify.Trial) (notify.Preview, error)
	// Keep is Preview, and keeps the mail for some minutes.
	Keep(ctx context.Context, a access.Account, t notify.Trial) (notify.Preview, notify.Draft, error)
	// Kept shows a mail that was kept. fault.NotFound.
	Kept(ctx context.Context, a access.Account, id string) (notify.Preview, error)
}

// Tester sends test mails; *notify.Tester is one.
type Tester interface {
	// Test makes a test mail due. fault.Invalid, NotFound, Conflict, TooMany.
	Test(ctx context.Context, a access.Account, variants map[string]notify.Variant, m notify.TestMail) (notify.TestMail, error)
	// TestMails lists those of the last days, newest first.
	TestMails(ctx context.Context, a access.Account) ([]notify.TestMail, error)
}

// Status says where syncing stands; *provision.StatusReader is one.
type Status interface {
	// Status is the sync page at a glance.
	Status(ctx context.Context, a access.Account) (provision.Status, error)
}

// Users reads account users; *provision.UserReader is one.
type Users interface {
	// AccountUser reads one account user. fault.NotFound when no rule ever matched the directory user of this id.
	AccountUser(ctx context.Context, a access.Account, id string) (provision.AccountUser, error)
	// AccountUsers lists account users by userName; next is "" at the end.
	AccountUsers(ctx context.Context, a access.Account, q provision.UserQuery) (users []provision.AccountUser, next string, err error)
}

// Resolver works one user out at once; *provision.Resolver is one.
type Resolver interface {
	// Recheck brings a user's outcome up to date with its inputs and a policy at least as new as version.
	Recheck(ctx context.Context, a access.Account, user string, version int64) (provision.Result, error)
}

// Explainer says what the rules give to a user, and why; *provision.Explainer is one.
type Explainer interface {
	// Explain evaluates the live policy for a user and writes nothing. fault.NotFound.
	Explain(ctx context.Context, a access.Account, user string) (rule.Decision, error)
	// ExplainAt works out again what the last change until a time decided. fault.NotFound.
	ExplainAt(ctx context.Context, a access.Account, user string, at time.Time) (rule.Decision, error)
}

// Tracer says what a resolve would do; *provision.Tracer is one.
type Tracer interface {
	// DryRun says what resolving a user now would do. fault.NotFound.
	DryRun(ctx context.Context, a access.Account, user string) (provision.Trace, error)
	// WhatIf says what a user would get if their inputs were others. fault.NotFound, Invalid.
	WhatIf(ctx context.Context, a access.Account, user string, what provision.WhatIf) (provision.Trace, error)
}

// Hands keeps what is said of one user by hand; *provision.Hands is one.
type Hands interface {
	// Grants lists a user's grants that hold, newest first. fault.NotFound.
	Grants(ctx context.Context, a access.Account, user string) ([]provision.HandGrant, error)
	// Give gives or denies a user something. fault.NotFound, Invalid, Conflict.
	Give(ctx context.Context, a access.Account, user, by string, g rule.Grant) (provision.HandGrant, error)
	// Take takes a grant away. fault.NotFound.
	Take(ctx context.Context, a access.Account, user, by, grant string) error
	// SetMark says something of a user. fault.NotFound, Invalid.
	SetMark(ctx context.Context, a access.Account, user, by string, kind provision.MarkKind, m provision.Mark) (provision.Mark, error)
	// DropMark takes it back. fault.NotFound.
	DropMark(ctx context.Context, a access.Account, user, by string, kind provision.MarkKind) error
}

// Welcomer sends welcome mails anew; *provision.Welcomer is one.
type Welcomer interface {
	// Resend makes a welcome mail due. fault.NotFound, Conflict, TooMany, Invalid.
	Resend(ctx context.Context, a access.Account, user, by, note string) (provision.WelcomeAgain, error)
}

// Eraser forgets people; *provision.Eraser is one.
type Eraser interface {
	// Erase begins to forget a person. fault.NotFound, Invalid, Conflict.
	Erase(ctx context.Context, a access.Account, user string, want provision.NewErasure) error
}

// Line reads waiting lines.
type Line interface {
	provision.Line
	// Shards reads a product's seat counters.
	Shards(ctx context.Context, a access.Account, product string) ([]provision.Shard, error)
	// UserNames reads the names of users, of those who have left too; those whom nobody knows are left out.
	UserNames(ctx context.Context, a access.Account, users []string) (map[string]string, error)
}

// Directory is what identity providers pushed, and whose it is; *directory.Service is one.
type Directory interface {
	User(ctx context.Context, a access.Account, id string, groups bool) (directory.User, error)
	Users(ctx context.Context, a access.Account, q directory.Query) (directory.List[directory.User], error)
	Group(ctx context.Context, a access.Account, id string, members bool) (directory.Group, error)
	Groups(ctx context.Context, a access.Account, q directory.Query) (directory.List[directory.Group], error)
	AdoptUser(ctx context.Context, p access.Principal, id string, want directory.Adoption) (directory.User, error)
	AdoptGroup(ctx context.Context, p access.Principal, id string, want directory.Adoption) (directory.Group, error)
	Members(ctx context.Context, a access.Account, group, after string, limit int) (list []directory.Member, next string, err error)
}

// Audit reads the record of what admins did.
type Audit interface {
	// AuditRecords lists the records that are asked for, newest first, behind a cursor of its own making; next is "" at the end, and a page may hold fewer before that.
	AuditRecords(ctx context.Context, a access.Account, q audit.Query, cursor string, limit int) (records []audit.Record, next string, err error)
}

// Chain holds audit records against the segments that seal them; *provision.AuditVerifier is one.
type Chain interface {
	Verify(ctx context.Context, a access.Account, from, noted audit.Mark) (provision.AuditVerdict, error)
}

// Idempotency keeps attempts at requests that carry an Idempotency-Key, each under the key of its credential.
type Idempotency interface {
	// ClaimAttempt enters an attempt when nothing is under its key but, perhaps, the attempt whose id is instead; of two at the same time one gets
	// through. Otherwise it enters nothing and returns what is there. fault.Unavailable.
	ClaimAttempt(ctx context.Context, a access.Account, mine web.Attempt, instead string) (earlier web.Attempt, claimed bool, err error)
	// SettleAttempt stores an attempt that is done, unless another has taken its place.
	SettleAttempt(ctx context.Context, a access.Account, mine web.Attempt) error
	// ForgetAttempt frees the key of an attempt, unless another has taken its place.
	ForgetAttempt(ctx context.Context, a access.Account, mine web.Attempt) error
}

// Requests reads the last requests of identity providers. Both reads name the connection by the caller; its credential is not looked at.
type Requests interface {
	// Newest is the id of the last request of a connection, "" when none is known.
	Newest(ctx context.Context, c inspect.Caller) (string, error)
	// Recent picks requests of a connection, newest first.
	Recent(ctx context.Context, c inspect.Caller, q inspect.Query) ([]inspect.Exchange, error)
}

var (
	_ Requests  = (*inspect.Ring)(nil)
	_ Runs      = (*provision.Runner)(nil)
	_ Plans     = (*provision.Planner)(nil)
	_ Holds     = (*provision.Holds)(nil)
	_ Status    = (*provision.StatusReader)(nil)
	_ Failures  = (*provision.FailureReader)(nil)
	_ Users     = (*provision.UserReader)(nil)
	_ Resolver  = (*provision.Resolver)(nil)
	_ Explainer = (*provision.Explainer)(nil)
	_ Tracer    = (*provision.Tracer)(nil)
	_ Hands     = (*provision.Hands)(nil)
	_ Eraser    = (*provision.Eraser)(nil)
	_ Directory = (*directory.Service)(nil)
	_ Feedback  = (*notify.Feedback)(nil)
)

// Feedback takes what becomes of mails; a notify.Feedback does.
type Feedback interface {
	// Take records a word on a mail. fault.NotFound when there is no such mail in the account's ledger.
	Take(ctx context.Context, a access.Account, r notify.Report) error
}
