package adminapi

import (
	"context"
	"time"

	"usersync/internal/access"
	"usersync/internal/fault"
)

// Codes are one-time codes, which whoever runs the product can give to a browser in place of a key. Safe for concurrent use.
type Codes interface {
	// Give makes a code that signs one browser in to an account until a time.
	Give(a access.Account) (code string, expires time.Time, err error)
	// Redeem uses a code up and returns a new admin key, which ends by itself. fault.Unauthenticated for what is no code, or no longer one.
	Redeem(ctx context.Context, code string) (access.Secret, error)
	// End revokes an admin key if it was made for a code; any other goes on.
	End(ctx context.Context, a access.Account, id string) error
}

// ConsoleLink is where the console takes a one-time code, below the address of the deployment. Browsers send no server what stands behind the #: the page posts it.
func ConsoleLink(code string) string { return "/console/signin#code=" + code }

// SessionCodeView is a one-time code, which can be read this once.
type SessionCodeView struct {
	Code      string `json:"code" doc:"Signs one browser in, with every scope."`
	Link      string `json:"link" doc:"The address of the console that takes it, below that of the deployment."`
	ExpiresAt Moment `json:"expiresAt"`
}

type sessionCodeOutput struct{ Body SessionCodeView }

// secret keeps the answer from being remembered.
func (*sessionCodeOutput) secret() {}

func (s *server) createSessionCode(ctx context.Context, _ *empty) (*sessionCodeOutput, error) {
	if s.Codes == nil {
		return nil, fault.New(fault.NotFound, "no_codes", "This deployment makes no one-time codes, for its processes do not share memory. Sign in with an admin key.")
	}
	code, expires, err := s.Codes.Give(account(ctx))
	return &sessionCodeOutput{SessionCodeView{Code: code, Link: ConsoleLink(code), ExpiresAt: Moment(expires)}}, err
}
