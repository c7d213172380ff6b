package linear

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/anishathalye/porcupine"

	"usersync/internal/access"
	"usersync/internal/fault"
	"usersync/internal/provision"
	"usersync/internal/table"
)

// tokens: three admins make and revoke tokens of one connection, and try them. At most two live; a token opens the door from its making until it is revoked.
var tokens = scenario{
	name: "tokens", play: playTokens, model: tokenModel.ToModel(),
	mutants: []mutant{
		{"made_without_counting", without("#META", "CONN#")},
		{"remembered", func(db table.Table) table.Table { return &remembering{db, map[table.Key]table.Item{}} }},
	},
}

// tokenCall is to make a token, to revoke it or to use it.
type tokenCall struct{ verb, token string }

type turnstile struct {
	*world
	connections *provision.Connections
	gate        *access.Gate
	made        int
	known       map[string]access.Credential // by name
	secrets     map[string]string
}

func playTokens(t *testing.T, w *world) {
	keys := &provision.Keys{Store: w.store, Now: w.now, Random: w}
	s := &turnstile{
		world: w, connections: &provision.Connections{Store: w.store, Keys: keys, Now: w.now, NewID: w.newID},
		gate: &access.Gate{Credentials: w.store, Now: w.now}, known: map[string]access.Credential{}, secrets: map[string]string{},
	}
	list, err := w.store.Connections(t.Context(), w.account)
	if err != nil || len(list) != 1 {
		t.Fatalf("%d connections (%v), want the one of the foundation", len(list), err)
	}
	for range 3 {
		w.client(6, func() { s.act(list[0].ID) })
	}
}

func (s *turnstile) act(connection string) {
	known := slices.Sorted(maps.Keys(s.known))
	what := s.rng.IntN(5)
	if len(known) == 0 || what < 2 {
		s.make(connection)
		return
	}
	name := known[s.rng.IntN(len(known))]
	if what == 2 {
		s.call(tokenCall{"revoke", name}, func() any {
			return tokenAnswer(s.connections.RevokeToken(context.Background(), s.account, connection, s.known[name].ID))
		})
		return
	}
	s.call(tokenCall{"use", name}, func() any {
		_, err := s.gate.Authenticate(context.Background(), s.secrets[name])
		if fault.Is(err, fault.Unavailable) {
			return nil
		}
		return tokenAnswer(err)
	})
}

func (s *turnstile) make(connection string) {
	s.made++
	name := fmt.Sprint("t", s.made)
	s.call(tokenCall{"make", name}, func() any {
		c, secret, err := s.connections.CreateToken(context.Background(), s.account, connection, provision.NewToken{Name: name})
		if err == nil {
			s.known[name], s.secrets[name] = c, secret.Reveal()
		}
		return tokenAnswer(err)
	})
}

func tokenAnswer(err error) any {
	switch {
	case err == nil:
		return done
	case fault.Is(err, fault.Conflict):
		return refused
	case fault.Is(err, fault.NotFound), fault.Is(err, fault.Unauthenticated):
		return missing
	default:
		return unknown{}
	}
}

// tokenModel: the state is the live tokens, in the order of their making.
var tokenModel = porcupine.NondeterministicModel{
	Init: func() []any { return []any{""} },
	Step: func(state, input, output any) []any {
		call := input.(tokenCall)
		if output == (unknown{}) {
			return append(stepTokens(state.(string), call, done), state)
		}
		return stepTokens(state.(string), call, output.(string))
	},
}

// stepTokens is the live tokens after a call that was answered so; nothing when that cannot be.
func stepTokens(state string, call tokenCall, answer string) []any {
	live := strings.Fields(state)
	there := slices.Contains(live, call.token)
	switch {
	case call.verb == "make" && answer == done:
		return sure(len(live) < provision.MaxTokens, strings.TrimSpace(state+" "+call.token))
	case call.verb == "make":
		return sure(answer == refused && len(live) >= provision.MaxTokens, state)
	case answer == missing:
		return sure(!there, state)
	case call.verb == "revoke":
		return sure(there, strings.Join(slices.DeleteFunc(live, func(t string) bool { return t == call.token }), " "))
	default:
		return sure(there, state)
	}
}

// remembering is an engine whose credentials are read once, and remembered for ever.
type remembering struct {
	table.Table
	read map[table.Key]table.Item
}

func (r *remembering) Get(ctx context.Context, key table.Key) (table.Item, bool, error) {
	if item, known := r.read[key]; known {
		return item, true, nil
	}
	item, ok, err := r.Table.Get(ctx, key)
	if ok && err == nil && key.S == "CRED" {
		r.read[key] = item
	}
	return item, ok, err
}
