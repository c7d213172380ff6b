package provision

import (
	"context"
	"slices"
	"time"

	"usersync/internal/access"
	"usersync/internal/guard"
	"usersync/internal/rule"
)

// Emptied is the mark of a directory group that went empty, or away, in one act.
type Emptied struct {
	Members int // it had
	At      time.Time
}

// GroupMarks reads the marks of directory groups. Safe for concurrent use; reads are strong.
type GroupMarks interface {
	// EmptiedGroups reads the marks of those of the groups that have one.
	EmptiedGroups(ctx context.Context, a access.Account, groups []string) (map[string]Emptied, error)
	// ForgetEmptied takes the mark of a group away that was made at a time; nothing happens where it has another by now.
	ForgetEmptied(ctx context.Context, a access.Account, group string, at time.Time) error
}

// groupsUsed are the directory groups that the enabled rules of a policy ask for, each once.
func groupsUsed(p *rule.Policy) []string {
	var used []string
	for _, r := range p.Rules {
		if r.Enabled {
			used = append(used, groupsOf(r)...)
		}
	}
	slices.Sort(used)
	return slices.Compact(used)
}

// emptyGroups are the groups used by rules of a policy that went empty or away, with how many members they had.
func (p *Planner) emptyGroups(ctx context.Context, a access.Account, policy *rule.Policy) (map[string]int, error) {
	marks, err := p.Records.EmptiedGroups(ctx, a, groupsUsed(policy))
	groups := make(map[string]int, len(marks))
	for id, mark := range marks {
		groups[id] = mark.Members
	}
	return groups, err
}

// countsNow forgets that groups went empty which somebody approved with a plan: from now on they are as any other. When it fails, the next plan asks again.
func (p *Planner) countsNow(ctx context.Context, a access.Account, of Plan) {
	if of.Approval == nil {
		return
	}
	for _, g := range of.Gauges {
		if g.Name != guard.GroupEmpty || !g.Held {
			continue
		}
		marks, err := p.Records.EmptiedGroups(ctx, a, []string{g.Subject})
		if mark := marks[g.Subject]; err == nil && !mark.At.After(of.Created) {
			_ = p.Records.ForgetEmptied(ctx, a, g.Subject, mark.At)
		}
	}
}
