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
	"usersync/internal/directory"
	"usersync/internal/fault"
	"usersync/internal/scim"
	"usersync/internal/scim/patch"
)

// names: three clients create, rename, delete and look up users of three names. A name belongs to one user at a time.
var names = scenario{
	name: "names", play: playNames, model: nameModel.ToModel(),
	mutants: []mutant{
		{"claimed_without_condition", without("#UQ#un#", "UQ")},
		{"changed_without_version", without("#U", "")},
	},
}

// nameCall is what is asked about a name: to create a user of it, to give it to a user, to delete a user, or who has it. A user is known by its externalId.
type nameCall struct {
	verb, name, user string
}

// Answers to calls of names; a look-up is answered with the user, "" for nobody.
const (
	done    = "done"
	refused = "refused" // the name is taken
	missing = "missing" // there is no such user
)

func playNames(_ *testing.T, w *world) {
	service := &directory.Service{Now: w.now, NewID: w.newID, Sleep: w.sleep, Rand: w.rng.Float64, Store: w.store}
	p := access.Principal{Kind: access.SCIMToken, Account: w.account, Connection: "C1", Scopes: []access.Scope{access.SCIM}}
	n := &namesake{world: w, service: service, principal: p, ids: map[string]string{}}
	for range 3 {
		w.client(6, n.act)
	}
}

type namesake struct {
	*world
	service   *directory.Service
	principal access.Principal
	made      int
	ids       map[string]string // by externalId, of users that somebody has heard of
}

func (n *namesake) act() {
	name := fmt.Sprint("name", n.rng.IntN(3))
	known := slices.Sorted(maps.Keys(n.ids))
	what := n.rng.IntN(6)
	switch {
	case what < 2 || len(known) == 0:
		n.create(name)
	case what == 2:
		user := known[n.rng.IntN(len(known))]
		n.call(nameCall{"delete", "", user}, func() any {
			return nameAnswer(n.service.DeleteUser(context.Background(), n.principal, n.ids[user], 0))
		})
	case what == 3:
		user := known[n.rng.IntN(len(known))]
		n.call(nameCall{"rename", name, user}, func() any {
			_, err := n.service.PatchUser(context.Background(), n.principal, n.ids[user], replace("userName", name), 0)
			return nameAnswer(err)
		})
	default:
		n.lookUp(name)
	}
}

func (n *namesake) create(name string) {
	n.made++
	user := fmt.Sprint("u", n.made)
	n.call(nameCall{"create", name, user}, func() any {
		made, err := n.service.CreateUser(context.Background(), n.principal, scim.Object{"userName": name, "active": true, "externalId": user})
		if err == nil {
			n.ids[user] = made.ID
		}
		return nameAnswer(err)
	})
}

// lookUp asks who has a name. What happens between its two reads makes it no one call, so that it is not noted when the user is gone at the second.
func (n *namesake) lookUp(name string) {
	n.call(nameCall{"look up", name, ""}, func() any {
		ids, err := n.store.LookUp(context.Background(), n.account, directory.ByUserName, name)
		switch {
		case err != nil:
			return nil
		case len(ids) == 0:
			return ""
		}
		found, there, err := n.store.DirectoryUser(context.Background(), n.account, ids[0])
		if err != nil || !there {
			return nil
		}
		user := directory.ExternalID(found.Attrs)
		n.ids[user] = found.ID
		return user
	})
}

func nameAnswer(err error) any {
	switch {
	case err == nil:
		return done
	case fault.Is(err, fault.Conflict):
		return refused
	case fault.Is(err, fault.NotFound):
		return missing
	default:
		return unknown{}
	}
}

func replace(path string, value any) []patch.Op {
	list, err := patch.Decode(map[string]any{"Operations": []any{map[string]any{"op": "replace", "path": path, "value": value}}})
	if err != nil {
		panic(err)
	}
	return list
}

// nameModel: the state is a text "name=user name=user", in the order of the names.
var nameModel = porcupine.NondeterministicModel{
	Init: func() []any { return []any{""} },
	Step: func(state, input, output any) []any {
		owners, call := readOwners(state.(string)), input.(nameCall)
		if output == (unknown{}) {
			return append(stepNames(owners, call, done), state)
		}
		return stepNames(owners, call, output.(string))
	},
}

func readOwners(state string) map[string]string {
	owners := map[string]string{}
	for _, pair := range strings.Fields(state) {
		name, user, _ := strings.Cut(pair, "=")
		owners[name] = user
	}
	return owners
}

// stepNames is what the owners are after a call that was answered so; nothing when that cannot be.
func stepNames(owners map[string]string, call nameCall, answer string) []any {
	held := "" // by the user of the call
	for name, user := range owners {
		if user == call.user {
			held = name
		}
	}
	taken := owners[call.name] != "" && owners[call.name] != call.user
	var fair bool
	switch {
	case call.verb == "look up":
		fair = owners[call.name] == answer
	case answer == missing:
		fair = call.verb != "create" && held == ""
	case answer == refused:
		fair = call.verb != "delete" && taken
	case call.verb == "create":
		fair = !taken
		owners[call.name] = call.user
	default:
		fair = held != "" && !taken
		delete(owners, held)
		if call.verb == "rename" {
			owners[call.name] = call.user
		}
	}
	if !fair {
		return nil
	}
	var pairs []string
	for _, name := range slices.Sorted(maps.Keys(owners)) {
		pairs = append(pairs, name+"="+owners[name])
	}
	return []any{strings.Join(pairs, " ")}
}
