package store

import (
	"encoding/json"
	"fmt"
	"time"

	"usersync/internal/access"
	"usersync/internal/guard"
	"usersync/internal/plan"
	"usersync/internal/provision"
	"usersync/internal/table"
)

// Attributes of a hold's HEAD, beside state and json.
const attrEdition = "ver" // N: grows by one with every change of the head

// Sort keys and prefixes of holds.
const (
	sortHoldHead  = "HEAD"
	sortHeldCount = "COUNT" // n N: how many users of this shard are in the hold
	prefixHeld    = "U#"
	prefixPass    = "PASS#"

	holdShards = 8
)

func holdPartition(a access.Account, id string) string { return accountPrefix(a) + "HOLD#" + id }

func holdKey(a access.Account, id string) table.Key {
	return table.Key{P: holdPartition(a, id), S: sortHoldHead}
}

func heldShard(a access.Account, id string, shard int) string {
	return fmt.Sprintf("%s#%d", holdPartition(a, id), shard)
}

func heldKey(a access.Account, id, user string) table.Key {
	return table.Key{P: heldShard(a, id, int(hash(user)%holdShards)), S: prefixHeld + user}
}

func holdsPartition(a access.Account) string { return accountPrefix(a) + "HOLDS" }

func openHoldsPartition(a access.Account) string { return holdsPartition(a) + "#OPEN" }

// holdRow is a hold as it is stored.
type holdRow struct {
	Kind       provision.HoldKind      `json:"kind"`
	Since      time.Time               `json:"since"`
	Plan       string                  `json:"plan,omitempty"`
	Version    int64                   `json:"version,omitempty"`
	Base       int64                   `json:"base,omitempty"`
	Waits      bool                    `json:"waits,omitempty"`
	Reverts    provision.HoldReverts   `json:"reverts,omitzero"`
	Connection string                  `json:"connection,omitempty"`
	Group      string                  `json:"group,omitempty"`
	Gauges     []guard.Gauge           `json:"gauges,omitempty"`
	By         string                  `json:"by,omitempty"`
	Decided    *provision.HoldDecision `json:"decided,omitempty"`
}

func encodeHold(h provision.Hold) ([]byte, error) {
	body, err := json.Marshal(holdRow{
		h.Kind, h.Since, h.Plan, h.Version, h.Base, h.Waits, h.Reverts, h.Connection, h.Group, h.Gauges, h.By, h.Decided,
	})
	if err != nil {
		return nil, fmt.Errorf("write hold: %w", err)
	}
	return body, nil
}

func decodeHold(id string, attrs table.Attrs) (provision.Hold, error) {
	var row holdRow
	if err := json.Unmarshal(attrs[attrJSON].Raw(), &row); err != nil {
		return provision.Hold{}, fmt.Errorf("read hold: %w", err)
	}
	return provision.Hold{
		ID: id, State: provision.HoldState(attrs[attrState].Str()), Edition: attrs[attrEdition].Int(),
		Kind: row.Kind, Since: row.Since, Plan: row.Plan, Version: row.Version, Base: row.Base, Waits: row.Waits, Reverts: row.Reverts, Connection: row.Connection,
		Group: row.Group, Gauges: row.Gauges, By: row.By, Decided: row.Decided,
	}, nil
}

// openHold is the actions that store a new hold: its head, its place in the list and among the open ones, and that admins are told.
func openHold(a access.Account, h provision.Hold) ([]table.Action, error) {
	body, err := encodeHold(h)
	if err != nil {
		return nil, err
	}
	told, err := decideNotice(a, provision.HoldNotice(h))
	if err != nil {
		return nil, err
	}
	return []table.Action{
		table.Put(table.Item{Key: holdKey(a, h.ID), Attrs: table.Attrs{
			attrState: table.S(string(provision.HoldOpen)), attrEdition: table.N(1), attrJSON: table.B(body),
		}}, table.NotExists()),
		table.Put(table.Item{Key: table.Key{P: holdsPartition(a), S: h.ID}}),
		table.Put(table.Item{Key: table.Key{P: openHoldsPartition(a), S: h.ID}}),
		told,
	}, nil
}

// endHold is the actions that end a hold which is open as it was read.
func endHold(a access.Account, h provision.Hold) ([]table.Action, error) {
	body, err := encodeHold(h)
	if err != nil {
		return nil, err
	}
	return []table.Action{
		table.Update(holdKey(a, h.ID), []table.Edit{
			table.Set(attrState, table.S(string(h.State))), table.Set(attrEdition, table.N(h.Edition+1)), table.Set(attrJSON, table.B(body)),
		}, table.Equals(attrState, table.S(string(provision.HoldOpen))), table.Equals(attrEdition, table.N(h.Edition))),
		table.Delete(table.Key{P: openHoldsPartition(a), S: h.ID}),
	}, nil
}

// moveHolds is the actions of what becomes of holds.
func moveHolds(a access.Account, m provision.HoldMoves) ([]table.Action, error) {
	var actions []table.Action
	if m.Open != nil {
		opening, err := openHold(a, *m.Open)
		if err != nil {
			return nil, err
		}
		actions = opening
	}
	for _, h := range m.Ends {
		ending, err := endHold(a, h)
		if err != nil {
			return nil, err
		}
		actions = append(actions, ending...)
	}
	return actions, nil
}

// heldActions keeps the lists of holds in step with the outcome that is stored in the same transaction. Nobody comes into a hold twice, and nobody leaves one twice:
// the place in the list keeps a second one from counting again.
func heldActions(a access.Account, user string, c provision.Change) ([]table.Action, error) {
	var actions []table.Action
	for _, step := range c.Holds {
		key := heldKey(a, step.Hold, user)
		var at []table.Cond
		switch {
		case step.Now == nil:
			actions = append(actions, table.Delete(key, table.Exists()), countHeld(key, -1))
			continue
		case step.Was == nil:
			actions = append(actions, countHeld(key, 1))
			at = []table.Cond{table.NotExists()}
		}
		body, err := json.Marshal(step.Now)
		if err != nil {
			return nil, fmt.Errorf("write held user: %w", err)
		}
		actions = append(actions, table.Update(key, []table.Edit{
			table.Set(attrJSON, table.B(body)), table.SetIfAbsent(attrSince, table.S(stamp(c.Now))),
		}, at...))
	}
	return actions, nil
}

func countHeld(key table.Key, n int64) table.Action {
	return table.Update(table.Key{P: key.P, S: sortHeldCount}, []table.Edit{table.Add(attrCount, n)})
}

func decodeHeld(user string, attrs table.Attrs) (provision.HeldUser, error) {
	var held plan.Held
	if err := json.Unmarshal(attrs[attrJSON].Raw(), &held); err != nil {
		return provision.HeldUser{}, fmt.Errorf("read held user: %w", err)
	}
	return provision.HeldUser{User: user, Since: parseStamp(attrs[attrSince].Str()), Held: held}, nil
}
