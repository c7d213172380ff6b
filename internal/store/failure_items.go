package store

import (
	"time"

	"usersync/internal/access"
	"usersync/internal/provision"
	"usersync/internal/table"
)

// failureActions keeps the lists of users by cause of failure in step with the outcome that is stored in the same transaction.
func failureActions(a access.Account, user string, c provision.Change) []table.Action {
	var actions []table.Action
	for _, code := range c.Raised {
		actions = append(actions, putFailure(a, code, user, c.Now))
	}
	for _, code := range c.Cleared {
		actions = append(actions, table.Delete(failureKey(a, code, user)))
	}
	return actions
}

func putFailure(a access.Account, code, user string, now time.Time) table.Action {
	return table.Put(table.Item{Key: failureKey(a, code, user), Attrs: table.Attrs{
		attrUser: table.S(user), attrSince: table.S(stamp(now)),
		table.G1P: table.S(failureList(a, code)), table.G1S: table.S(failurePlace(stamp(now), user)),
	}})
}

func failureKey(a access.Account, code, user string) table.Key {
	return table.Key{P: failurePartition(a, code), S: user}
}
