package adminapi

import (
	"context"
	"strconv"
	"strings"

	"usersync/internal/access"
	"usersync/internal/guard"
	"usersync/internal/plan"
	"usersync/internal/provision"
	"usersync/internal/web"
)

// HoldView is a hold as it is read.
type HoldView struct {
	ID         string            `json:"id" doc:"Of a plan's hold the id of the plan."`
	Kind       string            `json:"kind" enum:"plan,connection,group,policy" doc:"What it stops: what a plan takes, what an identity provider takes within an hour, what a group took that went empty or away, or what a change of the catalogue takes."`
	State      string            `json:"state" enum:"open,approved,rejected,expired,void" doc:"Expired: nobody decided in time, as if rejected. Void: overtaken, or nobody is in it any more."`
	Since      Moment            `json:"since"`
	Users      int               `json:"users" doc:"From whom it keeps something now."`
	Plan       string            `json:"plan,omitempty"`
	Version    int64             `json:"rulesVersion,omitempty" doc:"The version that withholds under it."`
	Waits      bool              `json:"waits" doc:"Nothing of the plan is live before the hold is approved, so that it can only be approved for all."`
	Connection string            `json:"connection,omitempty"`
	Group      string            `json:"group,omitempty" doc:"A directory group."`
	Gauges     []GaugeView       `json:"gauges,omitempty"`
	By         string            `json:"by,omitempty" doc:"The key that asked for the plan."`
	Decided    *HoldDecisionView `json:"decided" doc:"Null while it is open."`
}

// HoldDecisionView is the word that ended a hold.
type HoldDecisionView struct {
	By     string `json:"by,omitempty" doc:"The key; absent when it ended by itself."`
	Reason string `json:"reason"`
	At     Moment `json:"at"`
}

// HeldView is what a hold keeps from being taken from a user.
type HeldView struct {
	Hold     string   `json:"hold"`
	Account  bool     `json:"account" doc:"The user would be suspended."`
	Products []string `json:"products" nullable:"false" doc:"Keys of products that would go."`
	Role     bool     `json:"role" doc:"The role would be a lesser one."`
	Barred   []string `json:"barred,omitempty" doc:"Keys of products that are not given meanwhile, for they exclude one that stays."`
}

// HeldUserView is a user of a hold.
type HeldUserView struct {
	User     string `json:"userId"`
	UserName string `json:"userName" doc:"Empty when nobody knows it any more."`
	Since    Moment `json:"since"`
	HeldView
}

func holdView(h provision.Hold) HoldView {
	return HoldView{
		ID: h.ID, Kind: string(h.Kind), State: string(h.State), Since: Moment(h.Since), Users: h.Users, Plan: h.Plan, Version: h.Version, Waits: h.Waits,
		Connection: h.Connection, Group: h.Group, By: h.By, Gauges: gaugeViews(h.Gauges), Decided: holdDecisionView(h.Decided),
	}
}

// holdDecisionView is nil while nobody has decided.
func holdDecisionView(d *provision.HoldDecision) *HoldDecisionView {
	if d == nil {
		return nil
	}
	return &HoldDecisionView{By: d.By, Reason: d.Reason, At: Moment(d.At)}
}

func gaugeViews(gauges []guard.Gauge) []GaugeView {
	var views []GaugeView
	for _, g := range gauges {
		views = append(views, GaugeView{Name: string(g.Name), Subject: g.Subject, Value: g.Value, Limit: g.Limit, Of: g.Of, Held: g.Held})
	}
	return views
}

func heldView(h plan.Held) HeldView {
	return HeldView{Hold: h.Hold, Account: h.Account, Products: convert(h.Products, same[string]), Role: h.Role, Barred: h.Barred}
}

func same[T any](v T) T { return v }

func heldUserView(u provision.HeldUser) HeldUserView {
	return HeldUserView{User: u.User, UserName: u.UserName, Since: Moment(u.Since), HeldView: heldView(u.Held)}
}

var heldColumns = []column[HeldUserView]{
	{"userId", func(u HeldUserView) string { return u.User }},
	{"userName", func(u HeldUserView) string { return u.UserName }},
	{"since", func(u HeldUserView) string { return u.Since.String() }},
	{"account", func(u HeldUserView) string { return strconv.FormatBool(u.Account) }},
	{"products", func(u HeldUserView) string { return strings.Join(u.Products, " ") }},
	{"role", func(u HeldUserView) string { return strconv.FormatBool(u.Role) }},
}

type holdOutput struct {
	ETag string `header:"ETag"`
	Body HoldView
}

func holdAnswer(h provision.Hold, err error) (*holdOutput, error) {
	if err != nil {
		return nil, err
	}
	return &holdOutput{ETag: etag(h.Edition), Body: holdView(h)}, nil
}

type listHoldsInput struct {
	PageInput
	State string `query:"state" enum:"open,approved,rejected,expired,void" doc:"Only holds in this state."`
}

func (s *server) listHolds(ctx context.Context, in *listHoldsInput) (*listOutput[HoldView], error) {
	return passed(ctx, in.PageInput, func(ctx context.Context, a access.Account, cursor string, limit int) ([]provision.Hold, string, error) {
		return s.Holds.Holds(ctx, a, provision.HoldState(in.State), cursor, limit)
	}, holdView)
}

func (s *server) getHold(ctx context.Context, in *IDInput) (*holdOutput, error) {
	return holdAnswer(s.Holds.Hold(ctx, account(ctx), in.ID))
}

type listHeldInput struct {
	IDInput
	TableInput
}

func (s *server) listHeld(ctx context.Context, in *listHeldInput) (*listOutput[HeldUserView], error) {
	return passed(ctx, in.PageInput, func(ctx context.Context, a access.Account, cursor string, limit int) ([]provision.HeldUser, string, error) {
		return s.Holds.HeldUsers(ctx, a, in.ID, cursor, limit)
	}, heldUserView)
}

type approveHoldInput struct {
	IDInput
	Precondition
	Body struct {
		Reason string   `json:"reason" doc:"1 to 1,000 characters."`
		Users  []string `json:"users,omitempty" minItems:"1" maxItems:"1000" doc:"Ids of users of the hold; absent: all, which ends it."`
	}
}

func (s *server) approveHold(ctx context.Context, in *approveHoldInput) (*holdOutput, error) {
	w := provision.Word{By: web.Principal(ctx).Credential, Reason: in.Body.Reason, Users: in.Body.Users, Edition: in.version()}
	return holdAnswer(s.Holds.Approve(ctx, account(ctx), in.ID, w))
}

type rejectHoldInput struct {
	IDInput
	Precondition
	Body struct {
		Reason string `json:"reason" doc:"1 to 1,000 characters."`
	}
}

func (s *server) rejectHold(ctx context.Context, in *rejectHoldInput) (*holdOutput, error) {
	w := provision.Word{By: web.Principal(ctx).Credential, Reason: in.Body.Reason, Edition: in.version()}
	return holdAnswer(s.Holds.Reject(ctx, account(ctx), in.ID, w))
}

// OpenHoldView is a hold on the sync page.
type OpenHoldView struct {
	ID    string `json:"id"`
	Kind  string `json:"kind" enum:"plan,connection,group,policy"`
	Since Moment `json:"since"`
	Users int    `json:"users"`
}

// maxOpenHolds is how many holds the sync page shows.
const maxOpenHolds = 100

func (s *server) openHolds(ctx context.Context) ([]OpenHoldView, error) {
	list, _, err := s.Holds.Holds(ctx, account(ctx), provision.HoldOpen, "", maxOpenHolds)
	return convert(list, func(h provision.Hold) OpenHoldView {
		return OpenHoldView{ID: h.ID, Kind: string(h.Kind), Since: Moment(h.Since), Users: h.Users}
	}), err
}
