package adminapi

import (
	"context"

	"usersync/internal/directory"
	"usersync/internal/web"
)

type adoptInput struct {
	IDInput
	Body struct {
		Connection string `json:"connection,omitempty" doc:"Needed: the connection that shall own it. It must be there and not be paused."`
		Note       string `json:"note,omitempty" doc:"Why, for the audit: at most 1,000 characters."`
	}
}

func (in adoptInput) want() directory.Adoption {
	return directory.Adoption{Connection: in.Body.Connection, Note: in.Body.Note}
}

func (s *server) adoptUser(ctx context.Context, in *adoptInput) (*struct{ Body DirectoryUserView }, error) {
	u, err := s.Directory.AdoptUser(ctx, web.Principal(ctx), in.ID, in.want())
	return &struct{ Body DirectoryUserView }{directoryUserView(u)}, err
}

func (s *server) adoptGroup(ctx context.Context, in *adoptInput) (*struct{ Body DirectoryGroupView }, error) {
	g, err := s.Directory.AdoptGroup(ctx, web.Principal(ctx), in.ID, in.want())
	return &struct{ Body DirectoryGroupView }{directoryGroupView(g)}, err
}
