package store

import (
	"context"
	"strconv"
	"time"

	"usersync/internal/access"
	"usersync/internal/provision"
	"usersync/internal/table"
)

var _ provision.GuardRecords = (*Store)(nil)

// attrLimit is how many users an allowance is for; n counts those from whom something was taken.
const attrLimit = "limit" // N

// allowanceKey is T#a#GUARD#connection and an hour, or T#a#GUARD and a version of the policy.
func allowanceKey(a access.Account, k provision.AllowanceKey) table.Key {
	if k.Hour.IsZero() {
		return table.Key{P: accountPrefix(a) + "GUARD", S: "V#" + strconv.FormatInt(k.Version, 10)}
	}
	return table.Key{P: accountPrefix(a) + "GUARD#" + k.Connection, S: k.Hour.UTC().Format(time.RFC3339)}
}

// Allowance implements provision.GuardRecords.
func (s *Store) Allowance(ctx context.Context, a access.Account, k provision.AllowanceKey) (provision.Allowance, bool, error) {
	attrs, ok, err := s.get(ctx, a, allowanceKey(a, k))
	return provision.Allowance{Used: int(attrs[attrCount].Int()), Limit: int(attrs[attrLimit].Int())}, ok, err
}

// OpenAllowance implements provision.GuardRecords.
func (s *Store) OpenAllowance(ctx context.Context, a access.Account, k provision.AllowanceKey, limit int) error {
	item := table.Item{Key: allowanceKey(a, k), Attrs: table.Attrs{attrCount: table.N(0), attrLimit: table.N(int64(limit))}}
	actions := []table.Action{table.Put(item, table.NotExists())}
	old, err := s.query(ctx, a, table.Query{P: item.Key.P, To: oldAllowance(k), Limit: maxOldAllowances})
	if err != nil {
		return err
	}
	for _, o := range old.Items {
		actions = append(actions, table.Delete(o.Key))
	}
	return unlessCanceled(s.transact(ctx, a, actions))
}

// maxOldAllowances is how many of days that are over go with a new one.
const maxOldAllowances = 10

// oldAllowance is the sort key up to which those of one partition are over: hours of two days ago. Those of versions stay.
func oldAllowance(k provision.AllowanceKey) string {
	if k.Hour.IsZero() {
		return "V#"
	}
	return k.Hour.UTC().Add(-48 * time.Hour).Format(time.RFC3339)
}

// guardActions claim an allowance that still has room, and hold the hold to be open under which something is withheld.
func guardActions(a access.Account, g provision.Guarded) []table.Action {
	var actions []table.Action
	if c := g.Claim; c != nil {
		limit := table.N(int64(c.Limit))
		actions = append(actions, table.Update(allowanceKey(a, c.Key), []table.Edit{table.Add(attrCount, 1)},
			table.Equals(attrLimit, limit), table.AtMost(attrCount, table.N(int64(c.Limit)-1))))
	}
	if g.Under != "" {
		actions = append(actions, table.Check(holdKey(a, g.Under), table.Equals(attrState, table.S(string(provision.HoldOpen)))))
	}
	return actions
}
