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
}

// ConnectionView is one identity provider joined to the account.
type ConnectionView struct {
	ID        string                 `json:"id"`
	Name      string                 `json:"name"`
	Kind      string                 `json:"kind"`
	State     string                 `json:"state"`
	Settings  ConnectionSettingsView `json:"settings"`
	CreatedAt Moment                 `json:"createdAt"`
}

// ConnectionSettingsView is how a connection wants to be served.
type ConnectionSettingsView struct {
	PatchAnswer      string `json:"patchAnswer"`
	UniqueGroupNames bool   `json:"uniqueGroupNames"`
}

// Words for what the domain says with a boolean, or with nothing.
const (
	stateActive  = "active"
	statePaused  = "paused"
	patchDefault = "default"
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
	if answer := b.Settings.PatchAnswer; answer != nil {
		change.PatchAnswer = new(provision.PatchAnswer(*answer))
		if *answer == patchDefault {
			*change.PatchAnswer = provision.PatchDefault
		}
	}
	return change
}

func connectionView(c provision.Connection) ConnectionView {
	view := ConnectionView{
		ID: c.ID, Name: c.Name, Kind: c.Kind, State: stateActive, CreatedAt: Moment(c.Created),
		Settings: ConnectionSettingsView{string(c.PatchAnswer), !c.SharedGroupNames},
	}
	if c.Paused {
		view.State = statePaused
	}
	if c.PatchAnswer == provision.PatchDefault {
		view.Settings.PatchAnswer = patchDefault
	}
	return view
}

type connectionOutput struct {
	ETag     string `header:"ETag"`
	Location string `header:"Location"`
	Body     ConnectionView
}

func connectionAnswer(c provision.Connection, err error) (*connectionOutput, error) {
	if err != nil {
		return nil, err
	}
	return &connectionOutput{ETag: etag(c.Version), Body: connectionView(c)}, nil
}

func (s *server) listConnections(ctx context.Context, in *PageInput) (*listOutput[ConnectionView], error) {
	list, err := s.Connections.List(ctx, account(ctx))
	if err != nil {
		return nil, err
	}
	return paged(*in, list, connectionView)
}

func (s *server) getConnection(ctx context.Context, in *IDInput) (*connectionOutput, error) {
	return connectionAnswer(s.Connections.Get(ctx, account(ctx), in.ID))
}

func (s *server) createConnection(ctx context.Context, in *struct{ Body ConnectionBody }) (*connectionOutput, error) {
	out, err := connectionAnswer(s.Connections.Create(ctx, account(ctx), in.Body.change()))
	if err != nil {
		return nil, err
	}
	out.Location = Prefix + "/connections/" + out.Body.ID
	return out, nil
}

type patchConnectionInput struct {
	IDInput
	Precondition
	Body ConnectionBody
}

func (s *server) patchConnection(ctx context.Context, in *patchConnectionInput) (*connectionOutput, error) {
	return connectionAnswer(s.Connections.Change(ctx, account(ctx), in.version(), in.ID, in.Body.change()))
}

type deleteConnectionInput struct {
	IDInput
	Precondition
}

func (s *server) deleteConnection(ctx context.Context, in *deleteConnectionInput) (*empty, error) {
	return nil, s.Connections.Delete(ctx, account(ctx), in.version(), in.ID)
}
