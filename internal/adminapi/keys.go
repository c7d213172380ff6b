package adminapi

import (
	"context"
	"time"

	"usersync/internal/access"
	"usersync/internal/provision"
)

// KeyView is an admin key without its secret.
type KeyView struct {
	ID        string   `json:"id"`
	Name      string   `json:"name"`
	Scopes    []string `json:"scopes" nullable:"false"`
	CreatedAt Moment   `json:"createdAt"`
	ExpiresAt *Moment  `json:"expiresAt" nullable:"true" doc:"Null: never."`
}

// NewKeyView is an admin key with its secret, which is shown this once.
type NewKeyView struct {
	KeyView
	Key string `json:"key" doc:"The text to send as the bearer credential. Nobody can read it again."`
}

func keyView(c access.Credential) KeyView {
	return KeyView{
		ID: c.ID, Name: c.Name, CreatedAt: Moment(c.Created), ExpiresAt: momentOrNull(c.Expires),
		Scopes: convert(c.Scopes, func(scope access.Scope) string { return string(scope) }),
	}
}

func (s *server) listKeys(ctx context.Context, in *PageInput) (*listOutput[KeyView], error) {
	list, err := s.Keys.List(ctx, account(ctx), access.AdminKey)
	if err != nil {
		return nil, err
	}
	return paged(*in, list, keyView)
}

type createKeyInput struct {
	Body struct {
		Name      string     `json:"name,omitempty" doc:"Needed: 1 to 200 characters."`
		Scopes    []string   `json:"scopes,omitempty" doc:"Needed: some of read, write and owner."`
		ExpiresAt *time.Time `json:"expiresAt,omitempty" doc:"Absent or null: never."`
	}
}

type newKeyOutput struct {
	Location string `header:"Location"`
	Body     NewKeyView
}

// secret keeps the answer from being remembered: the key in it is shown once.
func (*newKeyOutput) secret() {}

func (s *server) createKey(ctx context.Context, in *createKeyInput) (*newKeyOutput, error) {
	want := provision.NewKey{
		Kind: access.AdminKey, Name: in.Body.Name,
		Scopes: convert(in.Body.Scopes, func(scope string) access.Scope { return access.Scope(scope) }),
	}
	if in.Body.ExpiresAt != nil {
		want.Expires = *in.Body.ExpiresAt
	}
	c, secret, err := s.Keys.Create(ctx, account(ctx), want)
	if err != nil {
		return nil, err
	}
	return &newKeyOutput{Location: Prefix + "/keys/" + c.ID, Body: NewKeyView{keyView(c), secret.Reveal()}}, nil
}

func (s *server) deleteKey(ctx context.Context, in *IDInput) (*empty, error) {
	return nil, s.Keys.Revoke(ctx, account(ctx), access.AdminKey, in.ID)
}
