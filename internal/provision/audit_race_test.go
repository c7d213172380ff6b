package provision_test

import (
	"context"
	"testing"
	"time"

	"pgregory.net/rapid"

	"usersync/internal/access"
	"usersync/internal/audit"
	"usersync/internal/fault"
	"usersync/internal/provision"
	"usersync/internal/store"
	"usersync/internal/table"
)

// busySeals is a store in which somebody else is at work before a segment is put, and in which the answer of the put may be lost.
type busySeals struct {
	*store.Store
	before func()
	lost   bool
}

func (c *busySeals) AddSegment(ctx context.Context, a access.Account, s audit.Segment) error {
	if c.before != nil {
		c.before()
	}
	if err := c.Store.AddSegment(ctx, a, s); err != nil || !c.lost {
		return err
	}
	return fault.New(fault.Unavailable, "storage", "lost")
}

// Whatever comes between the reads of a seal and its put, and however long a transaction takes to commit a record within its five minutes: what is sealed verifies at every moment, from
// every mark that was ever told, and in the end every record is in one segment.
func TestSealsHoldWhateverComesInBetween(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		r := newArchive(t)
		r.t = rt
		type pending struct {
			key   table.Key
			until time.Time
		}
		var open []pending
		commit := func(i int) {
			r.put(table.Put(table.Item{Key: open[i].key, Attrs: table.Attrs{"json": table.B([]byte(open[i].key.S))}}, table.NotExists()))
			open = append(open[:i], open[i+1:]...)
		}
		var step func(depth int)
		step = func(depth int) {
			switch rapid.IntRange(0, 3).Draw(rt, "step") {
			case 0: // somebody mints an id, and commits some time later
				r.records++
				open = append(open, pending{r.key(stampID(r.now, r.records)), r.now.Add(5 * time.Minute)})
			case 1:
				if len(open) > 0 {
					commit(rapid.IntRange(0, len(open)-1).Draw(rt, "which"))
				}
			case 2: // time goes by: transactions come to their end
				r.now = r.now.Add(time.Duration(rapid.IntRange(1, 400).Draw(rt, "seconds")) * time.Second)
				for i := 0; i < len(open); {
					if open[i].until.Before(r.now) {
						commit(i)
					} else {
						i++
					}
				}
			case 3:
				c := &busySeals{Store: r.store, lost: rapid.Bool().Draw(rt, "lost")}
				if depth > 0 {
					c.before = func() {
						for range rapid.IntRange(1, 4).Draw(rt, "between") {
							step(depth - 1)
						}
					}
				}
				s := &provision.Sealer{Store: c, Now: func() time.Time { return r.now }, Sealed: func(_ context.Context, _ access.Account, s audit.Segment) { r.told = append(r.told, s.Mark()) }}
				if err := s.SealAudit(context.Background(), r.account); err != nil && !fault.Is(err, fault.Unavailable) {
					rt.Fatal(err)
				}
			}
			var noted audit.Mark
			if len(r.told) > 0 {
				noted = rapid.SampledFrom(r.told).Draw(rt, "noted")
			}
			for _, from := range []audit.Mark{{}, noted} {
				if v := r.verify(from, noted); v.Flaw != nil {
					rt.Fatalf("from %s: %+v", from, v.Flaw)
				}
			}
		}
		for range rapid.IntRange(1, 40).Draw(rt, "steps") {
			step(2)
		}
		for len(open) > 0 {
			commit(0)
		}
		r.later(10)
		if v := r.verify(audit.Mark{}, audit.Mark{}); v.Flaw != nil || v.Records != r.records || v.Unsealed != 0 {
			rt.Fatalf("%+v %+v of %d", v, v.Flaw, r.records)
		}
	})
}
