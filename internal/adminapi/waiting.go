package adminapi

import (
	"cmp"
	"context"
	"slices"

	"usersync/internal/provision"
	"usersync/internal/rule"
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

// waiting ranks the line when it is read: strongest rule first, then longest waiting.
func (s *server) waiting(ctx context.Context, in *waitingInput) (*listOutput[Waiting], error) {
	a := account(ctx)
	p, err := s.Publisher.Live(ctx, a)
	if err != nil {
		return nil, err
	}
	if _, err := provision.FindProduct(p, in.Key); err != nil {
		return nil, err
	}
	heads, err := s.Line.LineHeads(ctx, a, in.Key)
	if err != nil {
		return nil, err
	}
	var line []provision.Waiter
	for _, head := range byStrength(p, heads) {
		waiters, err := s.Line.Waiters(ctx, a, in.Key, head.Rule, maxWaiting-len(line))
		if err != nil {
			return nil, err
		}
		if line = append(line, waiters...); len(line) >= maxWaiting {
			break
		}
	}
	position := 0
	views := convert(line, func(w provision.Waiter) Waiting {
		position++
		return Waiting{Position: position, User: w.User, Rule: orNull(w.Rule), Since: Moment(w.Since)}
	})
	return paged(in.PageInput, views, func(w Waiting) Waiting { return w })
}

// maxWaiting is how much of a line can be read.
const maxWaiting = 10_000

// byStrength sorts the heads of a line by the order of their rules: grants by hand first, rules that are gone last.
func byStrength(p *rule.Policy, heads []provision.Waiter) []provision.Waiter {
	place := map[string]int{"": -1}
	for i, r := range p.Rules {
		place[r.ID] = i
	}
	rank := func(w provision.Waiter) int {
		if at, ok := place[w.Rule]; ok {
			return at
		}
		return len(p.Rules)
	}
	slices.SortFunc(heads, func(a, b provision.Waiter) int {
		return cmp.Or(cmp.Compare(rank(a), rank(b)), a.Since.Compare(b.Since))
	})
	return heads
}
