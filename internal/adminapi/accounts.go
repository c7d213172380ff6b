package adminapi

import (
	"context"

	"usersync/internal/fault"
	"usersync/internal/provision"
)

// idLength is how long the id of an account is: a ULID.
const idLength = 26

// FoundedView is a new account with its first credentials, which are shown this once.
type FoundedView struct {
	AccountView
	AddressesView
	SCIMToken string `json:"scimToken" doc:"For the identity provider. Nobody can read it again."`
	AdminKey  string `json:"adminKey" doc:"With the scopes read, write and owner. Nobody can read it again."`
}

type createAccountInput struct {
	Body struct {
		Name string `json:"name,omitempty" doc:"Needed: 1 to 200 characters."`
	}
}

type foundedOutput struct {
	Location string `header:"Location"`
	Body     FoundedView
}

// secret keeps the answer from being remembered: the credentials in it are shown once.
func (*foundedOutput) secret() {}

type accountOutput struct{ Body AccountView }

func accountView(a provision.Account) AccountView {
	return AccountView{ID: a.ID, Name: a.Name, CreatedAt: Moment(a.Created)}
}

func (s *server) createAccount(ctx context.Context, in *createAccountInput) (*foundedOutput, error) {
	f, err := s.Deployment.Found(ctx, in.Body.Name)
	if err != nil {
		return nil, err
	}
	return &foundedOutput{
		Location: Prefix + "/accounts/" + f.Account.ID,
		Body:     FoundedView{accountView(f.Account), s.addresses(), f.SCIMToken.Reveal(), f.AdminKey.Reveal()},
	}, nil
}

func (s *server) listAccounts(ctx context.Context, in *PageInput) (*listOutput[AccountView], error) {
	after, err := decodeCursor(in.Cursor)
	if err != nil {
		return nil, err
	}
	if after != "" && len(after) != idLength {
		return nil, errCursor()
	}
	list, next, err := s.Deployment.Accounts(ctx, after, in.limit(defaultLimit))
	if err != nil {
		return nil, err
	}
	return &listOutput[AccountView]{Body: List[AccountView]{Items: convert(list, accountView), Next: encodeCursor(next)}}, nil
}

func (s *server) readAccount(ctx context.Context, in *IDInput) (*accountOutput, error) {
	if len(in.ID) != idLength {
		return nil, errNoAccount()
	}
	a, ok, err := s.Deployment.Account(ctx, in.ID)
	if err == nil && !ok {
		err = errNoAccount()
	}
	return &accountOutput{accountView(a)}, err
}

func errNoAccount() error {
	return fault.New(fault.NotFound, "account_not_found", "There is no such account.")
}
