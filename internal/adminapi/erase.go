package adminapi

import (
	"context"

	"usersync/internal/plan"
	"usersync/internal/provision"
	"usersync/internal/web"
)

type eraseInput struct {
	IDInput
	Body struct {
		Reason  string `json:"reason,omitempty" doc:"Needed: why, for the audit, at most 1,000 characters. It stays, and must not name the person."`
		Discard bool   `json:"removeFromDirectory,omitempty" doc:"Take somebody out of the directory whom it still has as inactive. An identity provider that still sends them makes a new person of them."`
	}
}

// ErasedView is what is left to say of somebody who was erased. It has no id, so that no kept answer has it.
type ErasedView struct {
	State string `json:"state" doc:"Erased, always."`
}

func (s *server) eraseUser(ctx context.Context, in *eraseInput) (*struct{ Body ErasedView }, error) {
	want := provision.NewErasure{By: web.Principal(ctx).Credential, Reason: in.Body.Reason, Discard: in.Body.Discard}
	if err := s.Eraser.Erase(ctx, account(ctx), in.ID, want); err != nil {
		return nil, err
	}
	return &struct{ Body ErasedView }{ErasedView{string(plan.Erased)}}, nil
}
