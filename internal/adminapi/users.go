package adminapi

import (
	"context"
	"strings"

	"usersync/internal/access"
	"usersync/internal/fault"
	"usersync/internal/plan"
	"usersync/internal/provision"
	"usersync/internal/rule"
	"usersync/internal/scim/filter"
)

type listUsersInput struct {
	PageInput
	Filter string `query:"filter" doc:"userName eq \"...\", state eq \"...\", or both joined by and."`
	State  string `query:"state" enum:"invited,active,suspended,erased" doc:"Only users in this state."`
	Search
}

// Search asks for what no list is sorted by.
type Search struct {
	Text      string `query:"text" maxLength:"200" doc:"Only users with this in their userName or displayName, in capitals or not."`
	Product   string `query:"product" maxLength:"200" doc:"Only users who have the product of this key or wait for it."`
	Rule      string `query:"rule" maxLength:"200" doc:"Only users to whom the rule of this id gives something now."`
	UserGroup string `query:"userGroup" maxLength:"200" doc:"Only users in the user group of this id; none: in no user group."`
}

func (s *server) listUsers(ctx context.Context, in *listUsersInput) (*listOutput[UserView], error) {
	q := provision.UserQuery{
		State: plan.State(in.State), Text: in.Text, Product: in.Product, Rule: in.Rule, UserGroup: rule.Choice(in.UserGroup),
	}
	if in.Filter != "" {
		expr, err := filter.Parse(in.Filter)
		if err != nil {
			return nil, err
		}
		if err := narrow(&q, expr); err != nil {
			return nil, err
		}
	}
	return passed(ctx, in.PageInput, func(ctx context.Context, a access.Account, cursor string, limit int) ([]provision.AccountUser, string, error) {
		q.Cursor, q.Limit = cursor, limit
		return s.Users.AccountUsers(ctx, a, q)
	}, userView)
}

// narrow adds a filter's demands to a query.
func narrow(q *provision.UserQuery, e filter.Expr) error {
	switch e := e.(type) {
	case filter.And:
		if err := narrow(q, e.Left); err != nil {
			return err
		}
		return narrow(q, e.Right)
	case filter.Compare:
		text, isText := e.Value.(string)
		switch {
		case e.Op != filter.Eq || !isText:
		case strings.EqualFold(e.Attr, "userName") && q.UserName == "":
			q.UserName = text
			return nil
		case strings.EqualFold(e.Attr, "state") && q.State == plan.Nothing:
			q.State = plan.State(text)
			return nil
		}
	}
	return fault.New(fault.Invalid, "invalid_filter", "Only userName eq and state eq are offered here, each once, joined by and.").
		At("filter", "Asks for something else.")
}

type userOutput struct{ Body UserView }

func (s *server) getUser(ctx context.Context, in *IDInput) (*userOutput, error) {
	u, err := s.Users.AccountUser(ctx, account(ctx), in.ID)
	return &userOutput{userView(u)}, err
}

type syncUserInput struct {
	IDInput
	Body *struct {
		DryRun bool `json:"dryRun,omitempty" doc:"Only say what the rules give, and write nothing."`
	}
}

// SyncedUser is what became of one user.
type SyncedUser struct {
	Changed  bool          `json:"changed"`
	User     *UserView     `json:"user" doc:"Null when no rule ever matched."`
	Decision *DecisionView `json:"decision,omitempty" doc:"Of a dry run."`
	Trace    *TraceView    `json:"trace,omitempty" doc:"Of a dry run."`
}

type syncedUserOutput struct{ Body SyncedUser }

func (s *server) syncUser(ctx context.Context, in *syncUserInput) (*syncedUserOutput, error) {
	out := &syncedUserOutput{}
	if in.Body != nil && in.Body.DryRun {
		t, err := s.Tracer.DryRun(ctx, account(ctx), in.ID)
		if err != nil {
			return nil, err
		}
		decision, trace := decisionView(t.Decision), traceView(t)
		out.Body.Decision, out.Body.Trace = &decision, &trace
	} else {
		result, err := s.Resolver.Recheck(ctx, account(ctx), in.ID, 0)
		if err != nil {
			return nil, err
		}
		if !result.Exists || result.Erased {
			return nil, fault.New(fault.NotFound, "user_not_found", "The directory has no such user.")
		}
		out.Body.Changed = result.Changed
	}
	u, err := s.Users.AccountUser(ctx, account(ctx), in.ID)
	if fault.Is(err, fault.NotFound) {
		return out, nil
	}
	view := userView(u)
	out.Body.User = &view
	return out, err
}
