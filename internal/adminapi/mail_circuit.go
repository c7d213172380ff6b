package adminapi

import (
	"context"

	"usersync/internal/notify"
)

// Circuit says whether the mail service takes mails; *store.Store does.
type Circuit interface {
	// MailCircuit reads the circuit of the deployment.
	MailCircuit(ctx context.Context) (notify.Circuit, error)
}

// CircuitView is why no mail of the deployment goes out.
type CircuitView struct {
	Reason  string `json:"reason" enum:"mail_paused,mail_quota,mail_setup" doc:"mail_paused: sending is switched off at the mail service. mail_quota: the mails of a day are used up. mail_setup: the deployment lacks a right or a setting."`
	Since   Moment `json:"since"`
	NextTry Moment `json:"nextTry" doc:"When one mail is tried. All others follow when it is taken."`
}

func (s *server) mailCircuit(ctx context.Context) (*CircuitView, error) {
	c, err := s.Circuit.MailCircuit(ctx)
	if err != nil || !c.Open() {
		return nil, err
	}
	return &CircuitView{Reason: c.Reason, Since: Moment(c.Since), NextTry: Moment(c.NextTry)}, nil
}
