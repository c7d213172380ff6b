package provision

import (
	"context"
	"slices"

	"usersync/internal/access"
	"usersync/internal/plan"
	"usersync/internal/rule"
)

// keepsAdmin refuses an act by hand that would take the role admin from the last one who has it: fault.Conflict (last_admin). Of two who do so to two admins at the
// same moment both get through; then the resolver spares one of the admins.
func (s *Hands) keepsAdmin(ctx context.Context, a access.Account, user string, c HandChange) error {
	suspends := c.Mark == MarkSuspension && c.Say != nil
	if c.Give == nil && c.End == nil && !suspends {
		return nil
	}
	rec, err := s.Store.Record(ctx, a, user)
	if err != nil || !rec.Outcome.IsAdmin() {
		return err
	}
	live, err := s.Policies.LiveVersion(ctx, a)
	if err != nil {
		return err
	}
	policy, err := s.Policies.Policy(ctx, a, live)
	if err != nil {
		return err
	}
	set, after := rule.Compile(policy), c.applied(rec)
	takes := func(rec Record) bool {
		return plan.Aim(policy, rec.Person, set.Evaluate(rec.input(user, c.Now)), rec.Outcome).Takes().Admin
	}
	if !takes(after) || !suspends && takes(rec) {
		return nil
	}
	return refuseLastAdmin(ctx, s.Store, a, user)
}

// applied is the record as it will be read after the change.
func (c HandChange) applied(rec Record) Record {
	rec.Grants = slices.Clone(rec.Grants)
	if c.Give != nil {
		rec.Grants = append(rec.Grants, c.Give.Grant)
	}
	rec.Grants = slices.DeleteFunc(rec.Grants, func(g rule.Grant) bool { return c.End != nil && g.ID == c.End.ID })
	rec.Person.Suspended = rec.Person.Suspended || c.Mark == MarkSuspension && c.Say != nil
	return rec
}
