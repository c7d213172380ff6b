package provision

import (
	"context"
	"hash/fnv"
	"maps"
	"slices"
	"time"

	"usersync/internal/access"
	"usersync/internal/plan"
	"usersync/internal/rule"
)

// maxSteps is how many seat steps one transaction holds: at most five actions each (a release to an heir), beside the fence, the outcome,
// the mail, the history, what is noted in holds, and one action for each failure code.
const maxSteps = 14

// seatSteps compares the products that a user shall have with the seats it holds or waits for: what to change, and what is granted and
// what waits once that is done.
func (r *Resolver) seatSteps(ctx context.Context, a access.Account, user string, policy *rule.Policy, wants []plan.Want, seats map[string]Seat) ([]SeatStep, map[string]plan.SeatState, error) {
	steps, err := r.giveUp(ctx, a, user, policy, wants, seats)
	if err != nil {
		return nil, nil, err
	}
	states := map[string]plan.SeatState{}
	for _, want := range wants {
		step, err := r.seatStep(ctx, a, user, policy, want, seats)
		if err != nil {
			return nil, nil, err
		}
		if step != nil {
			steps = append(steps, *step)
			states[want.Key] = step.Now.State
		} else {
			states[want.Key] = seats[want.Key].State
		}
	}
	return steps, states, nil
}

// giveUp is the steps for seats and places in lines that are no longer wanted.
func (r *Resolver) giveUp(ctx context.Context, a access.Account, user string, policy *rule.Policy, wants []plan.Want, seats map[string]Seat) ([]SeatStep, error) {
	var steps []SeatStep
	for _, product := range slices.Sorted(maps.Keys(seats)) {
		if slices.ContainsFunc(wants, func(w plan.Want) bool { return w.Key == product }) {
			continue
		}
		seat := seats[product]
		step := SeatStep{Product: product, Was: &seat}
		if seat.State == plan.Granted {
			if err := r.release(ctx, a, user, policy, &step); err != nil {
				return nil, err
			}
		}
		steps = append(steps, step)
	}
	return steps, nil
}

// release fills in what becomes of a seat that is given up: it goes to the head of the line, or back to its counter. A seat of a closed
// counter goes to nobody: more seats are in use than there are.
func (r *Resolver) release(ctx context.Context, a access.Account, user string, policy *rule.Policy, step *SeatStep) error {
	shards, err := r.Seats.Shards(ctx, a, step.Product)
	if err != nil {
		return err
	}
	at := slices.IndexFunc(shards, func(s Shard) bool { return s.N == step.Was.Shard })
	if at < 0 {
		return nil
	}
	step.Counter = &shards[at]
	if step.Counter.Used > step.Counter.Cap {
		return nil
	}
	heads, err := r.Seats.LineHeads(ctx, a, step.Product)
	if err != nil {
		return err
	}
	heads = slices.DeleteFunc(heads, func(w Waiter) bool { return w.User == user })
	if heir, ok := strongest(policy, heads); ok {
		heir.Bell = r.NewID()
		step.Heir = &heir
	}
	return nil
}

// seatStep is the step for one wanted product, or nil when all is well. A user who waits already is never seated here: only a release and
// SettleSeats move the line.
func (r *Resolver) seatStep(ctx context.Context, a access.Account, user string, policy *rule.Policy, want plan.Want, seats map[string]Seat) (*SeatStep, error) {
	was, has := seats[want.Key]
	switch {
	case has && was.State == plan.Waiting && was.Rule != want.Rule:
		now := was
		now.Rule = want.Rule
		return &SeatStep{Product: want.Key, Was: &was, Now: &now}, nil
	case has:
		return nil, nil
	}
	counter, since, err := r.freeShard(ctx, a, user, policy, want.Key)
	if err != nil {
		return nil, err
	}
	now := Seat{Product: want.Key, State: plan.Waiting, Rule: want.Rule, Since: since}
	if counter != nil {
		now.State, now.Shard = plan.Granted, counter.N
	}
	return &SeatStep{Product: want.Key, Now: &now, Counter: counter}, nil
}

// freeShard finds a counter with room for a newcomer: the user's own first, then the others. There is none while others wait. since is when a newcomer who finds
// none begins to wait: now, or when everybody does while seats gather.
func (r *Resolver) freeShard(ctx context.Context, a access.Account, user string, policy *rule.Policy, product string) (free *Shard, since time.Time, err error) {
	since = r.Now()
	shards, err := r.Seats.Shards(ctx, a, product)
	if err != nil {
		return nil, since, err
	}
	if len(shards) > 0 && !shards[0].Gathering.IsZero() {
		return nil, shards[0].Gathering, nil
	}
	if capacity(policy, product) != nil {
		waited, err := r.Seats.Waited(ctx, a, product)
		if err != nil || waited {
			return nil, since, err
		}
	}
	return roomFor(user, shards), since, nil
}

func roomFor(user string, shards []Shard) *Shard {
	if len(shards) == 0 {
		return nil
	}
	h := fnv.New32a()
	_, _ = h.Write([]byte(user))
	first := int(h.Sum32() % uint32(len(shards)))
	for i := range shards {
		if s := shards[(first+i)%len(shards)]; s.Room() > 0 {
			return &s
		}
	}
	return nil
}

// capacity is a product's seats by the policy: nil when unlimited, none when there is no such product.
func capacity(policy *rule.Policy, product string) *int64 {
	for _, p := range policy.Products {
		if p.Key == product {
			return p.Seats
		}
	}
	return new(int64)
}
