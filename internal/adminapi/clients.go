package adminapi

import (
	"context"

	"usersync/internal/access"
	"usersync/internal/oauth"
	"usersync/internal/provision"
)

// ClientView is an OAuth 2 client of a connection, without its secrets.
type ClientView struct {
	ID        string       `json:"id" doc:"The client_id."`
	Name      string       `json:"name"`
	CreatedAt Moment       `json:"createdAt"`
	Secrets   []SecretView `json:"secrets" nullable:"false"`
	Keys      []KeyOfView  `json:"keys" nullable:"false"`
}

// NewClientView is a client with its first secret, which is shown this once.
type NewClientView struct {
	ClientView
	ClientSecret string `json:"clientSecret,omitempty" doc:"The client_secret; absent in a client that signs with keys. Nobody can read it again."`
}

// SecretView is a secret of a client, without its text.
type SecretView struct {
	ID         string  `json:"id"`
	CreatedAt  Moment  `json:"createdAt"`
	ExpiresAt  Moment  `json:"expiresAt"`
	LastUsedAt *Moment `json:"lastUsedAt" nullable:"true" doc:"To five minutes. Null: never."`

	ExpiresInDays int    `json:"expiresInDays" doc:"Days until then, one that has begun among them."`
	Notice        string `json:"notice" enum:"ok,expiring,expired" doc:"Expiring is within 30 days."`
}

// KeyOfView is a public key that a client signs with.
type KeyOfView struct {
	ID         string  `json:"id" doc:"Its thumbprint (RFC 7638)."`
	Kid        string  `json:"kid,omitempty"`
	Alg        string  `json:"alg,omitempty"`
	LastUsedAt *Moment `json:"lastUsedAt" nullable:"true" doc:"To five minutes. Null: never."`
}

func (s *server) clientView(c access.Client) ClientView {
	return ClientView{
		ID: c.ID, Name: c.Name, CreatedAt: Moment(c.Created), Secrets: convert(c.Secrets, s.secretView), Keys: convert(c.Keys, keyOfView),
	}
}

func (s *server) secretView(c access.ClientSecret) SecretView {
	days, notice := s.end(c.Expires)
	return SecretView{ID: c.ID, CreatedAt: Moment(c.Created), ExpiresAt: Moment(c.Expires), LastUsedAt: momentOrNull(c.LastUse), ExpiresInDays: *days, Notice: notice}
}

func keyOfView(k access.ClientKey) KeyOfView {
	kid, algorithm := oauth.KeyNames(k)
	return KeyOfView{ID: k.ID, Kid: kid, Alg: algorithm, LastUsedAt: momentOrNull(k.LastUse)}
}

// JWKSBody is a set of public keys (RFC 7517 section 5).
type JWKSBody struct {
	Keys []map[string]any `json:"keys,omitempty" doc:"Public keys, 10 at most: RSA of 2048 to 4096 bits (RS256, PS256), P-256 (ES256) or Ed25519 (EdDSA). One with a private member is refused."`
}

// ClientInput names a client of a connection.
type ClientInput struct {
	IDInput
	Client string `path:"client" doc:"The client's id."`
}

func (s *server) listClients(ctx context.Context, in *listTokensInput) (*listOutput[ClientView], error) {
	list, err := s.Clients.List(ctx, account(ctx), in.ID)
	if err != nil {
		return nil, err
	}
	return paged(in.PageInput, list, s.clientView)
}

type clientOutput struct{ Body ClientView }

func (s *server) getClient(ctx context.Context, in *ClientInput) (*clientOutput, error) {
	c, err := s.Clients.Get(ctx, account(ctx), in.ID, in.Client)
	if err != nil {
		return nil, err
	}
	return &clientOutput{s.clientView(c)}, nil
}

type createClientInput struct {
	IDInput
	Body *struct {
		Name          string    `json:"name,omitempty" doc:"To tell clients apart: at most 200 characters; Client by default."`
		ExpiresInDays int       `json:"expiresInDays,omitempty" minimum:"1" maximum:"730" doc:"How long the first secret is good for; 365 by default."`
		JWKS          *JWKSBody `json:"jwks,omitempty" doc:"Keys that the client signs with. It then gets no secret."`
	}
}

type newClientOutput struct {
	Location string `header:"Location"`
	Body     NewClientView
}

// secret keeps the answer from being remembered: the secret in it is shown once.
func (*newClientOutput) secret() {}

func (s *server) createClient(ctx context.Context, in *createClientInput) (*newClientOutput, error) {
	var want provision.NewClient
	if in.Body != nil {
		want = provision.NewClient{Name: in.Body.Name, Days: in.Body.ExpiresInDays}
	}
	if in.Body != nil && in.Body.JWKS != nil {
		keys, err := oauth.ReadKeys(in.Body.JWKS.Keys)
		if err != nil {
			return nil, err
		}
		want.Keys = keys
	}
	c, secret, err := s.Clients.Create(ctx, account(ctx), in.ID, want)
	if err != nil {
		return nil, err
	}
	return &newClientOutput{
		Location: Prefix + "/connections/" + in.ID + "/clients/" + c.ID, Body: NewClientView{s.clientView(c), secret.Reveal()},
	}, nil
}

func (s *server) deleteClient(ctx context.Context, in *ClientInput) (*empty, error) {
	return nil, s.Clients.Delete(ctx, account(ctx), in.ID, in.Client)
}

type putJWKSInput struct {
	ClientInput
	Body JWKSBody
}

func (s *server) putJWKS(ctx context.Context, in *putJWKSInput) (*clientOutput, error) {
	keys, err := oauth.ReadKeys(in.Body.Keys)
	if err != nil {
		return nil, err
	}
	c, err := s.Clients.SetKeys(ctx, account(ctx), in.ID, in.Client, keys)
	if err != nil {
		return nil, err
	}
	return &clientOutput{s.clientView(c)}, nil
}
