package linear

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/anishathalye/porcupine"

	"usersync/internal/access"
	"usersync/internal/directory"
	"usersync/internal/plan"
	"usersync/internal/provision"
	"usersync/internal/rule"
	"usersync/internal/scim"
)

// seats: four people come and go, two seats. Never more than two have one; nobody is sent to the line while a seat is free and nobody waits.
var seats = scenario{
	name: "seats", play: playSeats, model: seatModel.ToModel(),
	mutants: []mutant{{"claimed_without_condition", without("#P#scarce#S", "")}},
}

const (
	people = 4
	owned  = 2
)

// seatCall is what somebody does: join, leave, look at the own seat; or what is done for everybody: settle.
type seatCall struct {
	verb string
	user int
}

// How somebody stands: a state of the model has one letter for each.
const (
	outside = "-"
	waiting = "w"
	granted = "g"
)

type theatre struct {
	*world
	service   *directory.Service
	principal access.Principal
	resolver  *provision.Resolver
	users     [people]string
}

func playSeats(t *testing.T, w *world) {
	h := &theatre{
		world: w, principal: access.Principal{Kind: access.SCIMToken, Account: w.account, Connection: "C1", Scopes: []access.Scope{access.SCIM}},
		service:  &directory.Service{Now: w.now, NewID: w.newID, Sleep: w.sleep, Rand: w.rng.Float64, Store: w.store},
		resolver: &provision.Resolver{Policies: w.store, Records: w.store, Seats: w.store, Now: w.now, NewID: w.newID, Sleep: w.sleep, Rand: w.rng.Float64},
	}
	for i := range h.users {
		u, err := h.service.CreateUser(t.Context(), h.principal, scim.Object{"userName": fmt.Sprint("user", i), "active": false})
		if err != nil {
			t.Fatal(err)
		}
		h.users[i] = u.ID
	}
	g, err := h.service.CreateGroup(t.Context(), h.principal, scim.Object{"displayName": "Everybody"}, h.users[:])
	if err != nil {
		t.Fatal(err)
	}
	seats := int64(owned)
	_, err = w.publisher().Publish(t.Context(), w.account, 0, func(p *rule.Policy) error {
		p.Products = []rule.Product{{Key: "scarce", Name: "Scarce", Seats: &seats}}
		p.Rules = []rule.Rule{{ID: w.newID(), Enabled: true, Group: g.ID, Products: []rule.ProductGrant{{Key: "scarce"}}}}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if err := h.resolver.SettleAll(t.Context(), w.account); err != nil {
		t.Fatal(err)
	}
	for i := range people {
		w.client(5, func() { h.act(i) })
	}
	w.afterwards = h.settle
}

func (h *theatre) act(user int) {
	switch h.rng.IntN(5) {
	case 0, 1:
		h.call(seatCall{"join", user}, func() any { return h.move(user, true) })
	case 2, 3:
		h.call(seatCall{"leave", user}, func() any { return h.move(user, false) })
	default:
		h.call(seatCall{"look", user}, func() any {
			rec, err := h.store.Record(context.Background(), h.account, h.users[user])
			if err != nil {
				return nil
			}
			return letter(rec.Seats["scarce"].State)
		})
	}
}

// move switches somebody on or off, resolves, and says how they stand.
func (h *theatre) move(user int, active bool) any {
	ctx := context.Background()
	if _, err := h.service.PatchUser(ctx, h.principal, h.users[user], replace("active", active), 0); err != nil {
		return unknown{}
	}
	result, err := h.resolver.Recheck(ctx, h.account, h.users[user], 0)
	switch {
	case err != nil:
		return unknown{}
	case !active:
		return outside
	case result.Waiting:
		return waiting
	default:
		return granted
	}
}

func letter(state plan.SeatState) string {
	switch state {
	case plan.Granted:
		return granted
	case plan.Waiting:
		return waiting
	default:
		return outside
	}
}

// settle moves the line when all is quiet.
func (h *theatre) settle() {
	h.call(seatCall{"settle", 0}, func() any {
		if err := h.resolver.SettleAll(context.Background(), h.account); err != nil {
			return nil
		}
		return done
	})
}

// seatModel: the line may move at any moment, in any order: which of those who wait is next, other tests say.
var seatModel = porcupine.NondeterministicModel{
	Init: func() []any { return []any{strings.Repeat(outside, people)} },
	Step: func(state, input, output any) []any {
		call := input.(seatCall)
		var next []any
		for _, s := range lineMoves(state.(string)) {
			if output == (unknown{}) {
				next = append(next, s)
				for _, answer := range []string{outside, waiting, granted} {
					next = append(next, stepSeats(s, call, answer)...)
				}
				continue
			}
			next = append(next, stepSeats(s, call, output.(string))...)
		}
		return next
	},
}

// lineMoves is all that can come of a state when free seats go to those who wait.
func lineMoves(state string) []string {
	list := []string{state}
	for i := 0; i < len(list); i++ {
		if strings.Count(list[i], granted) >= owned {
			continue
		}
		for user := range people {
			if next := put(list[i], user, granted); list[i][user:user+1] == waiting && !slices.Contains(list, next) {
				list = append(list, next)
			}
		}
	}
	return list
}

func put(state string, user int, letter string) string { return state[:user] + letter + state[user+1:] }

// stepSeats is the state after a call that was answered so; nothing when that cannot be.
func stepSeats(state string, call seatCall, answer string) []any {
	was := state[call.user : call.user+1]
	full := strings.Count(state, granted) >= owned
	line := strings.Contains(state, waiting)
	fair := false
	switch call.verb {
	case "settle":
		return sure(full || !line, state)
	case "look":
		return sure(was == answer, state)
	case "leave":
		return sure(answer == outside, put(state, call.user, outside))
	}
	switch answer {
	case granted:
		fair = was == granted || was == outside && !full && !line
	case waiting:
		fair = was == waiting || was == outside && (full || line)
	}
	return sure(fair, put(state, call.user, answer))
}

func sure(fair bool, state string) []any {
	if !fair {
		return nil
	}
	return []any{state}
}
