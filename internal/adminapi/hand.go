package adminapi

import (
	"context"
	"time"

	"usersync/internal/provision"
	"usersync/internal/rule"
	"usersync/internal/web"
)

// GrantBody is something that an admin gives by hand, or denies: one of product, role and userGroup.
type GrantBody struct {
	Product   string    `json:"product,omitempty" doc:"A product, by its key."`
	Plan      string    `json:"plan,omitempty" doc:"A plan of the product; not where it is denied."`
	Role      *RoleBody `json:"role,omitempty" doc:"A role; where it is denied its kind alone."`
	UserGroup string    `json:"userGroup,omitempty" doc:"A user group's id, or none: explicitly no group."`
	Deny      bool      `json:"deny,omitempty" doc:"The user shall not have it, whoever gives it."`
	Until     *Moment   `json:"until,omitempty" nullable:"true" doc:"When it ends, in the future; absent or null: never."`
	Note      string    `json:"note,omitempty" doc:"Why, for whoever asks: at most 1,000 characters."`
}

// GrantView is a hand-made grant.
type GrantView struct {
	ID string `json:"id"`
	GrantBody
	By string `json:"by" doc:"The id of the key that it was given with."`
	At Moment `json:"at"`
}

func (b GrantBody) grant() rule.Grant {
	g := rule.Grant{Product: b.Product, Plan: b.Plan, Role: b.Role.role(), Group: rule.Choice(b.UserGroup), Deny: b.Deny, Note: b.Note}
	if b.Until != nil {
		g.Until = time.Time(*b.Until)
	}
	return g
}

func grantView(g provision.HandGrant) GrantView {
	view := GrantView{ID: g.ID, By: g.By, At: Moment(g.At), GrantBody: GrantBody{
		Product: g.Product, Plan: g.Plan, UserGroup: string(g.Group), Deny: g.Deny, Until: momentOrNull(g.Until), Note: g.Note,
	}}
	if g.Role != nil {
		role := roleBody(*g.Role)
		view.Role = &role
	}
	return view
}

type listGrantsInput struct {
	IDInput
	PageInput
}

func (s *server) listGrants(ctx context.Context, in *listGrantsInput) (*listOutput[GrantView], error) {
	list, err := s.Hands.Grants(ctx, account(ctx), in.ID)
	if err != nil {
		return nil, err
	}
	return paged(in.PageInput, list, grantView)
}

type createGrantInput struct {
	IDInput
	Body GrantBody
}

type grantOutput struct {
	Location string `header:"Location"`
	Body     GrantView
}

func (s *server) createGrant(ctx context.Context, in *createGrantInput) (*grantOutput, error) {
	g, err := s.Hands.Give(ctx, account(ctx), in.ID, web.Principal(ctx).Credential, in.Body.grant())
	if err != nil {
		return nil, err
	}
	return &grantOutput{Location: Prefix + "/users/" + in.ID + "/grants/" + g.ID, Body: grantView(g)}, nil
}

type grantInput struct {
	IDInput
	Grant string `path:"grant" doc:"The grant's id."`
}

func (s *server) deleteGrant(ctx context.Context, in *grantInput) (*empty, error) {
	return nil, s.Hands.Take(ctx, account(ctx), in.ID, web.Principal(ctx).Credential, in.Grant)
}

type languageInput struct {
	IDInput
	Body struct {
		Language string `json:"language,omitempty" doc:"Needed: one of en, fr, it, de, es, pt and nl."`
	}
}

// MarkView is something that is said of a user.
type MarkView struct {
	Language string `json:"language,omitempty"`
	Note     string `json:"note,omitempty"`
	By       string `json:"by" doc:"The id of the key that it was said with."`
	At       Moment `json:"at"`
}

type markOutput struct{ Body MarkView }

type noteInput struct {
	IDInput
	Body *struct {
		Note string `json:"note,omitempty" doc:"Why, for whoever asks: at most 1,000 characters."`
	}
}

func (in noteInput) mark() provision.Mark {
	if in.Body == nil {
		return provision.Mark{}
	}
	return provision.Mark{Note: in.Body.Note}
}

func (s *server) setMark(ctx context.Context, user string, kind provision.MarkKind, m provision.Mark) (*markOutput, error) {
	m, err := s.Hands.SetMark(ctx, account(ctx), user, web.Principal(ctx).Credential, kind, m)
	return &markOutput{markView(m)}, err
}

func markView(m provision.Mark) MarkView {
	return MarkView{Language: m.Value, Note: m.Note, By: m.By, At: Moment(m.At)}
}

func (s *server) dropMark(ctx context.Context, user string, kind provision.MarkKind) (*empty, error) {
	return nil, s.Hands.DropMark(ctx, account(ctx), user, web.Principal(ctx).Credential, kind)
}

func (s *server) setLanguage(ctx context.Context, in *languageInput) (*markOutput, error) {
	return s.setMark(ctx, in.ID, provision.MarkLanguage, provision.Mark{Value: in.Body.Language})
}

func (s *server) deleteLanguage(ctx context.Context, in *IDInput) (*empty, error) {
	return s.dropMark(ctx, in.ID, provision.MarkLanguage)
}

func (s *server) pin(ctx context.Context, in *noteInput) (*markOutput, error) {
	return s.setMark(ctx, in.ID, provision.MarkPin, in.mark())
}

func (s *server) unpin(ctx context.Context, in *IDInput) (*empty, error) {
	return s.dropMark(ctx, in.ID, provision.MarkPin)
}

func (s *server) suspend(ctx context.Context, in *noteInput) (*markOutput, error) {
	return s.setMark(ctx, in.ID, provision.MarkSuspension, in.mark())
}

func (s *server) restore(ctx context.Context, in *IDInput) (*empty, error) {
	return s.dropMark(ctx, in.ID, provision.MarkSuspension)
}
