package adminapi

import (
	"context"

	"usersync/internal/provision"
)

// ConnectionBody is a connection as it is written: what is absent stays, or is as usual in a new one.
type ConnectionBody struct {
	Name     *string                 `json:"name,omitempty" doc:"Needed in a new one: 1 to 200 characters."`
	Kind     *string                 `json:"kind,omitempty" doc:"okta, entra, onelogin, jumpcloud, ping or generic."`
	State    *string                 `json:"state,omitempty" enum:"active,paused" doc:"The requests of a paused one are refused with 403."`
	Settings *ConnectionSettingsBody `json:"settings,omitempty" doc:"They hold within 30 seconds."`
}

// ConnectionSettingsBody is how a connection wants to be served, as it is written.
type ConnectionSettingsBody struct {
	PatchAnswer      *string `json:"patchAnswer,omitempty" enum:"default,200,204" doc:"The status of a successful SCIM PATCH: 200 with the resource, 204 without, or by default 200 for users and 204 for groups. A request that names attributes gets 200."`
	UniqueGroupNames *bool   `json:"uniqueGroupNames,omitempty" doc:"Whether no two groups of the connection may have one displayName; true by default. Groups that share a name when it becomes true keep it."`
	UnknownMembers   *string `json:"unknownMembers,omitempty" enum:"refuse,ignore" doc:"What becomes of members of a group that are neither users nor groups of the account: the request fails with 400 and nothing is changed, which is usual, or they are left out and the others come in."`
	Inspector        *string `json:"inspector,omitempty" enum:"all,failures,off" doc:"Which requests are kept to be looked at; all by default."`
	OnDelete         *string `json:"onDelete,omitempty" enum:"delete,deactivate" doc:"What a SCIM DELETE of a user means: the directory user goes, which is usual, or it becomes inactive and goes with a DELETE a day later or more."`

	RequestsPerSecond *int    `json:"requestsPerSecond,omitempty" minimum:"0" maximum:"1000" doc:"How many SCIM requests it may send in a second to one process, 100 to 1000, and twice as many at once; operations of bulk requests count one by one. More are refused with 429. 0, which is usual: as the deployment has it."`
	TrimSchema        *bool   `json:"trimSchema,omitempty" doc:"Whether /Schemas leaves out what the portal of Microsoft Entra refuses when it tests the schema; true by default for the kind entra. What requests may hold does not depend on it."`
	Me                *string `json:"me,omitempty" doc:"The id of the user that /Me stands for. Empty, which is usual: none, and /Me is answered with 501."`
}

// ConnectionView is one identity provider joined to the account.
type ConnectionView struct {
	ID        string                 `json:"id"`
	Name      string                 `json:"name"`
	Kind      string                 `json:"kind"`
	State     string                 `json:"state"`
	Settings  ConnectionSettingsView `json:"settings"`
	CreatedAt Moment                 `json:"createdAt"`
	First     *Moment                `json:"firstRequestAt" nullable:"true" doc:"When its first request was let in. Null: none yet."`
	Last      *Moment                `json:"lastActivityAt" nullable:"true" doc:"When a request was last let in, to five minutes. Null: never."`
	Silence   *SilenceView           `json:"silence" doc:"That it is silent for longer than expected. Null: it is not, is paused, or was never heard of."`
	Notices   []NoticeView           `json:"notices" nullable:"false" doc:"Its tokens and client secrets that expire within 30 days or have expired, the earliest first."`
}

// ConnectionSettingsView is how a connection wants to be served.
type ConnectionSettingsView struct {
	PatchAnswer      string `json:"patchAnswer"`
	UniqueGroupNames bool   `json:"uniqueGroupNames"`
	UnknownMembers   string `json:"unknownMembers"`
	Inspector        string `json:"inspector"`
	OnDelete         string `json:"onDelete"`

	RequestsPerSecond int    `json:"requestsPerSecond" doc:"0: as the deployment has it."`
	TrimSchema        bool   `json:"trimSchema"`
	Me                string `json:"me"`
}

// Words for what the domain says with a boolean, or with nothing.
const (
	stateActive  = "active"
	statePaused  = "paused"
	patchDefault = "default"
	refuse       = "refuse"
	inspectAll   = "all"
	onDelete     = "delete"
)

func (b ConnectionBody) change() provision.ConnectionChange {
	change := provision.ConnectionChange{Name: b.Name, Kind: b.Kind}
	if b.State != nil {
		change.Paused = new(*b.State == statePaused)
	}
	if b.Settings == nil {
		return change
	}
	if unique := b.Settings.UniqueGroupNames; unique != nil {
		change.SharedGroupNames = new(!*unique)
	}
	change.TrimSchema = b.Settings.TrimSchema
	change.Me = b.Settings.Me
	change.PatchAnswer = choice[provision.PatchAnswer](b.Settings.PatchAnswer, patchDefault)
	change.UnknownMembers = choice[provision.UnknownMembers](b.Settings.UnknownMembers, refuse)
	change.Inspector = choice[provision.Inspector](b.Settings.Inspector, inspectAll)
	change.Deletion = choice[provision.Deletion](b.Settings.OnDelete, onDelete)
	change.RequestsPerSecond = b.Settings.RequestsPerSecond
	return change
}

// choice is a setting that is written as a word and kept as "" where it is as usual.
func choice[T ~string](word *string, usual string) *T {
	if word == nil {
		return nil
	}
	if *word == usual {
		return new(T(""))
	}
	return new(T(*word))
}

// chosen is the reverse.
func chosen[T ~string](kept T, usual string) string {
	if kept == "" {
		return usual
	}
	return string(kept)
}

func (s *server) connectionView(c provision.Connection, notices []NoticeView) ConnectionView {
	view := ConnectionView{
		ID: c.ID, Name: c.Name, Kind: c.Kind, State: stateActive, CreatedAt: Moment(c.Created),
		First: momentOrNull(c.FirstRequest), Last: momentOrNull(c.LastActivity), Notices: notices,
		Silence: silenceView(c, s.Now()),
		Settings: ConnectionSettingsView{
			PatchAnswer: chosen(c.PatchAnswer, patchDefault), UniqueGroupNames: !c.SharedGroupNames,
			UnknownMembers: chosen(c.UnknownMembers, refuse), Inspector: chosen(c.Inspector, inspectAll), OnDelete: chosen(c.Deletion, onDelete),
			RequestsPerSecond: c.RequestsPerSecond,
			TrimSchema:        c.TrimsSchema(), Me: c.Me,
		},
	}
	if c.Paused {
		view.State = statePaused
	}
	return view
}

type connectionOutput struct {
	ETag     string `header:"ETag"`
	Location string `header:"Location"`
	Body     ConnectionView
}

// connectionAnswer is the answer after a use case has come back with a connection, or has failed.
func (s *server) connectionAnswer(ctx context.Context, c provision.Connection, err error) (*connectionOutput, error) {
	if err != nil {
		return nil, err
	}
	notices, err := s.notices(ctx, c.ID)
	if err != nil {
		return nil, err
	}
	return &connectionOutput{ETag: etag(c.Version), Body: s.connectionView(c, notices)}, nil
}

func (s *server) listConnections(ctx context.Context, in *PageInput) (*listOutput[ConnectionView], error) {
	list, err := s.Connections.List(ctx, account(ctx))
	if err != nil {
		return nil, err
	}
	soon, err := s.Expiries.Soon(ctx, account(ctx), "")
	if err != nil {
		return nil, err
	}
	return paged(*in, list, func(c provision.Connection) ConnectionView { return s.connectionView(c, s.noticesOf(soon, c.ID)) })
}

func (s *server) getConnection(ctx context.Context, in *IDInput) (*connectionOutput, error) {
	c, err := s.Connections.Get(ctx, account(ctx), in.ID)
	return s.connectionAnswer(ctx, c, err)
}

func (s *server) createConnection(ctx context.Context, in *struct{ Body ConnectionBody }) (*connectionOutput, error) {
	c, err := s.Connections.Create(ctx, account(ctx), in.Body.change())
	if err != nil {
		return nil, err
	}
	return &connectionOutput{ETag: etag(c.Version), Location: Prefix + "/connections/" + c.ID, Body: s.connectionView(c, []NoticeView{})}, nil
}

type patchConnectionInput struct {
	IDInput
	Precondition
	Body ConnectionBody
}

func (s *server) patchConnection(ctx context.Context, in *patchConnectionInput) (*connectionOutput, error) {
	c, err := s.Connections.Change(ctx, account(ctx), in.version(), in.ID, in.Body.change())
	return s.connectionAnswer(ctx, c, err)
}

type deleteConnectionInput struct {
	IDInput
	Precondition
}

func (s *server) deleteConnection(ctx context.Context, in *deleteConnectionInput) (*empty, error) {
	return nil, s.Connections.Delete(ctx, account(ctx), in.version(), in.ID)
}
