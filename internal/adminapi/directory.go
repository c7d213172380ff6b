package adminapi

import (
	"context"
	"strings"
	"unicode"
	"unicode/utf8"

	"usersync/internal/directory"
	"usersync/internal/scim/filter"
	"usersync/internal/scim/schema"
)

// DirectoryUserView is a directory user as an identity provider pushed it.
type DirectoryUserView struct {
	ID          string         `json:"id"`
	UserName    string         `json:"userName"`
	DisplayName string         `json:"displayName"`
	Active      bool           `json:"active"`
	Connection  string         `json:"connection" doc:"The connection that owns it: it created or adopted it."`
	CreatedAt   Moment         `json:"createdAt"`
	ModifiedAt  Moment         `json:"modifiedAt"`
	Attributes  map[string]any `json:"attributes" doc:"The SCIM attributes."`
	Groups      []GroupOfUser  `json:"groups,omitempty" doc:"Only when one user is read."`
}

// DirectoryGroupView is a directory group as an identity provider pushed it.
type DirectoryGroupView struct {
	ID          string         `json:"id"`
	DisplayName string         `json:"displayName"`
	Connection  string         `json:"connection" doc:"The connection that owns it: it created or adopted it."`
	CreatedAt   Moment         `json:"createdAt"`
	ModifiedAt  Moment         `json:"modifiedAt"`
	Members     *int           `json:"members" doc:"Users in the group itself; those of groups in it do not count. Null: not counted yet."`
	Attributes  map[string]any `json:"attributes" doc:"The SCIM attributes."`
}

// GroupOfUser is a group that a user is in.
type GroupOfUser struct {
	ID          string `json:"id"`
	DisplayName string `json:"displayName"`
	Direct      bool   `json:"direct" doc:"Whether the user is in the group itself, and not only in a group that is a member of it."`
}

func directoryUserView(u directory.User) DirectoryUserView {
	return DirectoryUserView{
		ID: u.ID, UserName: directory.UserName(u.Attrs), DisplayName: directory.DisplayName(u.Attrs), Active: directory.Active(u.Attrs),
		Connection: u.Connection, CreatedAt: Moment(u.Created), ModifiedAt: Moment(u.Modified), Attributes: u.Attrs,
		Groups: convert(u.Groups, func(g directory.GroupRef) GroupOfUser { return GroupOfUser{g.ID, g.Display, !g.Indirect} }),
	}
}

func directoryGroupView(g directory.Group) DirectoryGroupView {
	name, _ := g.Attrs["displayName"].(string)
	view := DirectoryGroupView{
		ID: g.ID, DisplayName: name, Connection: g.Connection, CreatedAt: Moment(g.Created), ModifiedAt: Moment(g.Modified), Attributes: g.Attrs,
	}
	if g.Size.Known {
		view.Members = &g.Size.Now
	}
	return view
}

type directoryInput struct {
	PageInput
	Filter string `query:"filter" doc:"A SCIM filter."`
}

// directoryQuery reads a list request, and says how many items are skipped.
func directoryQuery(in directoryInput, rt *schema.ResourceType) (directory.Query, int, error) {
	start, err := offset(in.Cursor)
	if err != nil {
		return directory.Query{}, 0, err
	}
	q := directory.Query{Start: start + 1, Count: in.limit(defaultLimit)}
	if in.Filter == "" {
		return q, start, nil
	}
	expr, err := filter.Parse(in.Filter)
	if err != nil {
		return directory.Query{}, 0, err
	}
	q.Filter, err = filter.Compile(expr, rt)
	return q, start, err
}

func (s *server) listDirectoryUsers(ctx context.Context, in *directoryInput) (*listOutput[DirectoryUserView], error) {
	types, err := s.Extensions.Types(ctx, account(ctx))
	if err != nil {
		return nil, err
	}
	q, start, err := directoryQuery(*in, types.Users)
	if err != nil {
		return nil, err
	}
	list, err := s.Directory.Users(ctx, account(ctx), q)
	if err != nil {
		return nil, err
	}
	return pageOf(convert(list.Items, directoryUserView), list.Total, start+len(list.Items)), nil
}

func (s *server) getDirectoryUser(ctx context.Context, in *IDInput) (*struct{ Body DirectoryUserView }, error) {
	u, err := s.Directory.User(ctx, account(ctx), in.ID, true)
	return &struct{ Body DirectoryUserView }{directoryUserView(u)}, err
}

func (s *server) listDirectoryGroups(ctx context.Context, in *directoryInput) (*listOutput[DirectoryGroupView], error) {
	types, err := s.Extensions.Types(ctx, account(ctx))
	if err != nil {
		return nil, err
	}
	q, start, err := directoryQuery(*in, types.Groups)
	if err != nil {
		return nil, err
	}
	list, err := s.Directory.Groups(ctx, account(ctx), q)
	if err != nil {
		return nil, err
	}
	return pageOf(convert(list.Items, directoryGroupView), list.Total, start+len(list.Items)), nil
}

func (s *server) getDirectoryGroup(ctx context.Context, in *IDInput) (*struct{ Body DirectoryGroupView }, error) {
	g, err := s.Directory.Group(ctx, account(ctx), in.ID, false)
	return &struct{ Body DirectoryGroupView }{directoryGroupView(g)}, err
}

type membersInput struct {
	IDInput
	PageInput
}

// MemberView is a member of a directory group.
type MemberView struct {
	ID          string `json:"id"`
	Type        string `json:"type" enum:"User,Group"`
	UserName    string `json:"userName,omitempty" doc:"Of a user."`
	DisplayName string `json:"displayName"`
	Direct      bool   `json:"direct" doc:"Whether it is in the group itself, and not only in a group that is a member of it."`
}

func memberView(m directory.Member) MemberView {
	view := MemberView{ID: m.ID, Type: schema.Users().Name, UserName: m.UserName, DisplayName: m.Display, Direct: m.Direct}
	if m.IsGroup {
		view.Type = schema.Groups().Name
	}
	return view
}

// listMembers pages through a group of any size, at the same cost for each page.
func (s *server) listMembers(ctx context.Context, in *membersInput) (*listOutput[MemberView], error) {
	after, err := decodeCursor(in.Cursor)
	if err != nil {
		return nil, err
	}
	if strings.ContainsFunc(after, unicode.IsControl) || !utf8.ValidString(after) {
		return nil, errCursor()
	}
	members, next, err := s.Directory.Members(ctx, account(ctx), in.ID, after, in.limit(defaultLimit))
	if err != nil {
		return nil, err
	}
	return &listOutput[MemberView]{Body: List[MemberView]{Items: convert(members, memberView), Next: encodeCursor(next)}}, nil
}
