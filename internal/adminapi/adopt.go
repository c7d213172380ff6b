package adminapi

import (
	"context"

	"usersync/internal/audit"
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

// AuditView is one thing that an admin did.
type AuditView struct {
	ID      string        `json:"id"`
	At      Moment        `json:"at"`
	Actor   string        `json:"actor" doc:"The id of the key that it was done with; empty where nobody did it."`
	Action  string        `json:"action" doc:"What was done, such as user.adopt, group.adopt, user.erase; or user.returned: somebody came who has the userName of a person erased within the last 30 days."`
	Subject string        `json:"subject" doc:"The id of what it was done to."`
	Changes []AuditChange `json:"changes" nullable:"false"`
	Note    string        `json:"note"`
}

// AuditChange is what became of an attribute.
type AuditChange struct {
	Attribute string `json:"attribute"`
	From      string `json:"from"`
	To        string `json:"to"`
}

func auditView(r audit.Record) AuditView {
	return AuditView{
		ID: r.ID, At: Moment(r.At), Actor: r.Actor, Action: string(r.Action), Subject: r.Subject, Note: r.Note,
		Changes: convert(r.Changes, func(c audit.Change) AuditChange { return AuditChange(c) }),
	}
}

func (s *server) listAudit(ctx context.Context, in *PageInput) (*listOutput[AuditView], error) {
	return passed(ctx, *in, s.Audit.AuditRecords, auditView)
}
