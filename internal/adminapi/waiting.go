package adminapi

import (
	"context"

	"usersync/internal/provision"
)

// Waiting is one user in a product's waiting line.
type Waiting struct {
	Position int     `json:"position" doc:"From 1, the head of the line."`
	User     string  `json:"user" doc:"The account user's id."`
	Rule     *string `json:"rule" doc:"The rule whose place in the order counts; null for a grant by hand."`
	Since    Moment  `json:"since"`
}

type waitingInput struct {
	KeyInput
	PageInput
}

func (s *server) waiting(ctx context.Context, in *waitingInput) (*listOutput[Waiting], error) {
	a := account(ctx)
	p, err := s.Publisher.Live(ctx, a)
	if err != nil {
		return nil, err
	}
	if _, err := provision.FindProduct(p, in.Key); err != nil {
		return nil, err
	}
	line, err := provision.ReadLine(ctx, s.Line, a, p, in.Key)
	if err != nil {
		return nil, err
	}
	position := 0
	views := convert(line, func(w provision.Waiter) Waiting {
		position++
		return Waiting{Position: position, User: w.User, Rule: orNull(w.Rule), Since: Moment(w.Since)}
	})
	return paged(in.PageInput, views, func(w Waiting) Waiting { return w })
}
