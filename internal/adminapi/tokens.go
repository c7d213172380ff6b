package adminapi

import (
	"context"

	"usersync/internal/access"
	"usersync/internal/provision"
)

// TokenView is a SCIM token without its secret.
type TokenView struct {
	ID         string  `json:"id"`
	Name       string  `json:"name"`
	CreatedAt  Moment  `json:"createdAt"`
	ExpiresAt  *Moment `json:"expiresAt" nullable:"true" doc:"Null: never, as with the first token of an account."`
	LastUsedAt *Moment `json:"lastUsedAt" nullable:"true" doc:"To five minutes. Null: never."`

	ExpiresInDays *int   `json:"expiresInDays" nullable:"true" doc:"Days until then, one that has begun among them. Null: never."`
	Notice        string `json:"notice" enum:"ok,expiring,expired" doc:"Expiring is within 30 days."`
}

// NewTokenView is a SCIM token with its secret, which is shown this once.
type NewTokenView struct {
	TokenView
	Token string `json:"token" doc:"The text to give to the identity provider. Nobody can read it again."`
}

func (s *server) tokenView(c access.Credential) TokenView {
	days, notice := s.end(c.Expires)
	return TokenView{
		ID: c.ID, Name: c.Name, CreatedAt: Moment(c.Created),
		ExpiresAt: momentOrNull(c.Expires), LastUsedAt: momentOrNull(c.LastUse), ExpiresInDays: days, Notice: notice,
	}
}

type listTokensInput struct {
	IDInput
	PageInput
}

func (s *server) listTokens(ctx context.Context, in *listTokensInput) (*listOutput[TokenView], error) {
	list, err := s.Connections.Tokens(ctx, account(ctx), in.ID)
	if err != nil {
		return nil, err
	}
	return paged(in.PageInput, list, s.tokenView)
}

type createTokenInput struct {
	IDInput
	Body *struct {
		Name          string `json:"name,omitempty" doc:"To tell tokens apart: at most 200 characters; Token by default."`
		ExpiresInDays int    `json:"expiresInDays,omitempty" minimum:"1" maximum:"730" doc:"How long it is good for; 365 by default."`
	}
}

type newTokenOutput struct {
	Location string `header:"Location"`
	Body     NewTokenView
}

// secret keeps the answer from being remembered: the token in it is shown once.
func (*newTokenOutput) secret() {}

func (s *server) createToken(ctx context.Context, in *createTokenInput) (*newTokenOutput, error) {
	var want provision.NewToken
	if in.Body != nil {
		want = provision.NewToken{Name: in.Body.Name, Days: in.Body.ExpiresInDays}
	}
	c, secret, err := s.Connections.CreateToken(ctx, account(ctx), in.ID, want)
	if err != nil {
		return nil, err
	}
	return &newTokenOutput{
		Location: Prefix + "/connections/" + in.ID + "/tokens/" + c.ID, Body: NewTokenView{s.tokenView(c), secret.Reveal()},
	}, nil
}

type tokenInput struct {
	IDInput
	Token string `path:"token" doc:"The token's id."`
}

func (s *server) deleteToken(ctx context.Context, in *tokenInput) (*empty, error) {
	return nil, s.Connections.RevokeToken(ctx, account(ctx), in.ID, in.Token)
}
