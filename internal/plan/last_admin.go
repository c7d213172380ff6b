package plan

import (
	"slices"

	"usersync/internal/rule"
)

// lastAdmin is the failure code of somebody who keeps the role admin because nobody else has it (domain.md section 7).
const lastAdmin = "last_admin"

// KeepAdmin is the target of somebody who must stay an admin because nobody else is one: where the role alone would go, it stays and everything else follows the
// rules; where the account would be suspended, all that the person has stays. The outcome has the failure last_admin. It is for whom Takes says that Admin goes.
func (t Target) KeepAdmin() Target {
	t.spared, t.role = true, &t.before.Role
	if t.State != Active {
		t.State, t.stays = Active, true
		t.Products = kept(t.before)
	}
	return t
}

// SparedAdmin reports whether the person is an admin only because nobody else is one.
func (o *Outcome) SparedAdmin() bool {
	return o != nil && slices.ContainsFunc(o.Problems, isSpared)
}

func isSpared(p rule.Problem) bool { return p.Code == lastAdmin }

// spare says why the role is there.
func (t Target) spare(o *Outcome) *Outcome {
	if t.spared {
		o.Problems = append(o.Problems, rule.Problem{Code: lastAdmin, Slot: slotRole})
	}
	return o
}
