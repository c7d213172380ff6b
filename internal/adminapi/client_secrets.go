package adminapi

import "context"

// NewSecretView is a secret of a client with its text, which is shown this once.
type NewSecretView struct {
	SecretView
	ClientSecret string `json:"clientSecret" doc:"The client_secret. Nobody can read it again."`
}

type createSecretInput struct {
	ClientInput
	Body *struct {
		ExpiresInDays int `json:"expiresInDays,omitempty" minimum:"1" maximum:"730" doc:"How long it is good for; 365 by default."`
	}
}

type newSecretOutput struct {
	Location string `header:"Location"`
	Body     NewSecretView
}

// secret keeps the answer from being remembered: the secret in it is shown once.
func (*newSecretOutput) secret() {}

func (s *server) createSecret(ctx context.Context, in *createSecretInput) (*newSecretOutput, error) {
	days := 0
	if in.Body != nil {
		days = in.Body.ExpiresInDays
	}
	made, text, err := s.Clients.AddSecret(ctx, account(ctx), in.ID, in.Client, days)
	if err != nil {
		return nil, err
	}
	return &newSecretOutput{
		Location: Prefix + "/connections/" + in.ID + "/clients/" + in.Client + "/secrets/" + made.ID,
		Body:     NewSecretView{s.secretView(made), text.Reveal()},
	}, nil
}

type secretInput struct {
	ClientInput
	Secret string `path:"secret" doc:"The secret's id."`
}

func (s *server) deleteSecret(ctx context.Context, in *secretInput) (*empty, error) {
	return nil, s.Clients.RemoveSecret(ctx, account(ctx), in.ID, in.Client, in.Secret)
}
