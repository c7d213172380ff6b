package adminapi

import (
	"context"

	"usersync/internal/access"
	"usersync/internal/provision"
)

// Waiting is one user in a product's waiting line.
type Waiting struct {
	Position int     `json:"position" doc:"From 1, the head of the line."`
	User     string  `json:"user" doc:"The account user's id."`
	UserName string  `json:"userName" doc:"Empty when nobody knows it any more."`
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
	out, err := paged(in.PageInput, views, same[Waiting])
	if err != nil {
		return nil, err
	}
	return out, s.nameWaiting(ctx, a, out.Body.Items)
}

// nameWaiting reads the names of those who wait: of one page, as a line can be long.
func (s *server) nameWaiting(ctx context.Context, a access.Account, page []Waiting) error {
	names, err := s.Line.UserNames(ctx, a, convert(page, func(w Waiting) string { return w.User }))
	if err != nil {
		return err
	}
	for i := range page {
		page[i].UserName = names[page[i].User]
	}
	return nil
}
