package provision

import (
	"context"

	"usersync/internal/access"
	"usersync/internal/fault"
)

// namedGrants is how many hand-made grants are named of those that keep something from being deleted.
const namedGrants = 20

// productUnheld fails with fault.Conflict (in_use), naming the first users, when hand-made grants name a product. A grant that is made at the very moment of the
// deletion may get through: it is then left out of what its user gets, and reported as any that cannot be evaluated.
func (c *Catalogue) productUnheld(ctx context.Context, a access.Account, key string) error {
	users, err := c.Hands.GrantedProduct(ctx, a, key, namedGrants)
	return givenByHand(users, err)
}

// userGroupUnheld is productUnheld for a user group.
func (c *Catalogue) userGroupUnheld(ctx context.Context, a access.Account, id string) error {
	users, err := c.Hands.GrantedUserGroup(ctx, a, id, namedGrants)
	return givenByHand(users, err)
}

func givenByHand(users []string, err error) error {
	if err != nil || len(users) == 0 {
		return err
	}
	used := fault.New(fault.Conflict, "in_use", "Grants that were made by hand name it. Take them away first.")
	seen := map[string]bool{}
	for _, user := range users {
		if !seen[user] {
			seen[user] = true
			used.At("users/"+user, "A grant of this user names it.")
		}
	}
	return used
}
