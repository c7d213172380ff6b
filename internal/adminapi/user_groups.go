package adminapi

import (
	"context"

	"usersync/internal/provision"
	"usersync/internal/rule"
)

// UserGroupBody is a user group as it is written.
type UserGroupBody struct {
	Name   string  `json:"name,omitempty" doc:"Needed: 1 to 200 characters."`
	Parent *string `json:"parent" required:"false" doc:"The user group above it; absent or null: none."`
}

// UserGroupView is a user group as it is read.
type UserGroupView struct {
	ID string `json:"id" readOnly:"true"`
	UserGroupBody
}

func (b UserGroupBody) group() rule.UserGroup {
	g := rule.UserGroup{Name: b.Name}
	if b.Parent != nil {
		g.Parent = *b.Parent
	}
	return g
}

func userGroupBody(g rule.UserGroup) UserGroupBody {
	return UserGroupBody{Name: g.Name, Parent: orNull(g.Parent)}
}

func userGroupView(g rule.UserGroup) UserGroupView { return UserGroupView{g.ID, userGroupBody(g)} }

type userGroupOutput struct {
	ETag     string `header:"ETag"`
	Location string `header:"Location"`
	Body     UserGroupView
}

func (s *server) listUserGroups(ctx context.Context, in *PageInput) (*listOutput[UserGroupView], error) {
	p, err := s.Publisher.Live(ctx, account(ctx))
	if err != nil {
		return nil, err
	}
	out, err := paged(*in, p.UserGroups, userGroupView)
	if err != nil {
		return nil, err
	}
	out.ETag = etag(p.Version)
	return out, nil
}

func (s *server) getUserGroup(ctx context.Context, in *IDInput) (*userGroupOutput, error) {
	p, err := s.Publisher.Live(ctx, account(ctx))
	if err != nil {
		return nil, err
	}
	g, err := provision.FindUserGroup(p, in.ID)
	return &userGroupOutput{ETag: etag(p.Version), Body: userGroupView(g)}, err
}

type createUserGroupInput struct {
	Precondition
	Body UserGroupBody
}

func (s *server) createUserGroup(ctx context.Context, in *createUserGroupInput) (*userGroupOutput, error) {
	g, p, err := s.Catalogue.AddUserGroup(ctx, account(ctx), in.version(), in.Body.group())
	if err != nil {
		return nil, err
	}
	return &userGroupOutput{ETag: etag(p.Version), Location: Prefix + "/user-groups/" + g.ID, Body: userGroupView(g)}, nil
}

type replaceUserGroupInput struct {
	IDInput
	Precondition
	Body UserGroupView
}

func (s *server) replaceUserGroup(ctx context.Context, in *replaceUserGroupInput) (*userGroupOutput, error) {
	return s.changeUserGroup(ctx, in.IDInput, in.Precondition, in.Body.ID, func(rule.UserGroup) (rule.UserGroup, error) { return in.Body.group(), nil })
}

type patchUserGroupInput struct {
	IDInput
	Precondition
	Body    UserGroupView `contentType:"application/merge-patch+json"`
	RawBody []byte
}

func (s *server) patchUserGroup(ctx context.Context, in *patchUserGroupInput) (*userGroupOutput, error) {
	return s.changeUserGroup(ctx, in.IDInput, in.Precondition, in.Body.ID, func(old rule.UserGroup) (rule.UserGroup, error) {
		body, err := patched(userGroupBody(old), in.RawBody)
		return body.group(), err
	})
}

func (s *server) changeUserGroup(ctx context.Context, in IDInput, match Precondition, stated string, change func(rule.UserGroup) (rule.UserGroup, error)) (*userGroupOutput, error) {
	if err := in.same(stated); err != nil {
		return nil, err
	}
	g, p, err := s.Catalogue.ChangeUserGroup(ctx, account(ctx), match.version(), in.ID, change)
	if err != nil {
		return nil, err
	}
	return &userGroupOutput{ETag: etag(p.Version), Body: userGroupView(g)}, nil
}

func (s *server) deleteUserGroup(ctx context.Context, in *deleteInput) (*versionOutput, error) {
	p, err := s.Catalogue.DeleteUserGroup(ctx, account(ctx), in.version(), in.ID)
	if err != nil {
		return nil, err
	}
	return &versionOutput{ETag: etag(p.Version)}, nil
}
