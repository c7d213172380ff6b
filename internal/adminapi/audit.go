package adminapi

import (
	"context"
	"strings"
	"time"

	"usersync/internal/access"
	"usersync/internal/audit"
)

// AuditView is one thing that an admin did.
type AuditView struct {
	ID      string        `json:"id"`
	At      Moment        `json:"at"`
	Actor   string        `json:"actor" doc:"The id of the key that it was done with; empty where nobody did it."`
	Action  string        `json:"action" doc:"What was done, such as user.adopt, group.adopt, user.erase, user.resendWelcome; or user.returned: somebody came who has the userName of a person erased within the last 30 days."`
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

var auditColumns = []column[AuditView]{
	{"id", func(r AuditView) string { return r.ID }},
	{"at", func(r AuditView) string { return r.At.String() }},
	{"actor", func(r AuditView) string { return r.Actor }},
	{"action", func(r AuditView) string { return r.Action }},
	{"subject", func(r AuditView) string { return r.Subject }},
	{"changes", func(r AuditView) string {
		return strings.Join(convert(r.Changes, func(c AuditChange) string { return c.Attribute + ": " + c.From + " -> " + c.To }), "; ")
	}},
	{"note", func(r AuditView) string { return r.Note }},
}

type listAuditInput struct {
	TableInput
	Actor   string    `query:"actor" maxLength:"200" doc:"Only what was done with the key of this id."`
	Action  string    `query:"action" maxLength:"200" doc:"Only this, such as user.erase."`
	Subject string    `query:"subject" maxLength:"200" doc:"Only what was done to the object of this id."`
	From    time.Time `query:"from" doc:"Only what was done at this time or later."`
	To      time.Time `query:"to" doc:"Only what was done before this time."`
}

func (s *server) listAudit(ctx context.Context, in *listAuditInput) (*listOutput[AuditView], error) {
	q := audit.Query{Actor: in.Actor, Action: audit.Action(in.Action), Subject: in.Subject, From: in.From, To: in.To}
	return passed(ctx, in.PageInput, func(ctx context.Context, a access.Account, cursor string, limit int) ([]audit.Record, string, error) {
		return s.Audit.AuditRecords(ctx, a, q, cursor, limit)
	}, auditView)
}
