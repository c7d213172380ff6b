package tabletest

import (
	"errors"
	"fmt"
	"sync"

	"usersync/internal/table"
)

const (
	racers = 50
	rounds = 4
)

func raceChecks() []check {
	return []check{
		{"50 goroutines on one conditional counter", raceCounter},
		{"50 goroutines on one counter by addition", raceAdd},
		{"50 goroutines for one name", raceName},
		{"50 goroutines moving amounts between two items", raceTransfer},
	}
}

// race runs the racers side by side and fails the check by their errors.
func (r *room) race(run func(racer int) error) {
	r.Helper()
	errs := make([]error, racers)
	var group sync.WaitGroup
	for i := range racers {
		group.Go(func() { errs[i] = run(i) })
	}
	group.Wait()
	if err := errors.Join(errs...); err != nil {
		r.Fatal(err)
	}
}

// lost reports whether err means that somebody else was first or the database busy: then one tries again.
func lost(err error) bool {
	throttled := (*table.ThrottledError)(nil)
	return table.Canceled(err) != nil || errors.As(err, &throttled)
}

// raceCounter reads the counter and writes one more on condition that it still is what was read.
func raceCounter(r *room) {
	r.put(r.item("n", table.Attrs{"n": table.N(0)}))
	r.race(func(int) error {
		for won := 0; won < rounds; {
			err := r.countUp()
			if err != nil && !lost(err) {
				return err
			}
			if err == nil {
				won++
			}
		}
		return nil
	})
	r.holds(r.key("n"), table.Attrs{"n": table.N(racers * rounds)})
}

func (r *room) countUp() error {
	item, _, err := r.db.Get(r.Context(), r.key("n"))
	if err != nil {
		return err
	}
	n := item.Attrs["n"]
	return r.transact(table.Update(r.key("n"), []table.Edit{table.Set("n", table.N(n.Int()+1))}, table.Equals("n", n)))
}

// raceAdd counts in a transaction with an item of each racer's own, so that a repeated addition would show.
func raceAdd(r *room) {
	r.race(func(racer int) error {
		for round := range rounds {
			actions := []table.Action{
				table.Update(r.key("n"), []table.Edit{table.Add("n", 1)}),
				table.Put(r.item(fmt.Sprintf("%d-%d", racer, round), nil), table.NotExists()),
			}
			err := r.transact(actions...)
			for lost(err) && !table.Canceled(err).Failed(1) {
				err = r.transact(actions...)
			}
			if err != nil {
				return fmt.Errorf("racer %d: %w", racer, err)
			}
		}
		return nil
	})
	r.holds(r.key("n"), table.Attrs{"n": table.N(racers * rounds)})
}

// raceName lets all claim one name; one has it, and every other is told by whom it is held.
func raceName(r *room) {
	var mu sync.Mutex
	winners := 0
	r.race(func(racer int) error {
		for {
			err := r.transact(table.Put(r.item("name", table.Attrs{"of": table.N(int64(racer))}), table.NotExists()))
			switch canceled := table.Canceled(err); {
			case err == nil:
				mu.Lock()
				defer mu.Unlock()
				winners++
				return nil
			case canceled != nil && canceled.Failed(0):
				if canceled.Reasons[0].Item == nil {
					return errors.New("refused without the item that holds the name")
				}
				return nil
			case !lost(err):
				return err
			}
		}
	})
	if winners != 1 {
		r.Fatalf("%d have the name, want one", winners)
	}
}

// raceTransfer moves amounts from one item to the other: half a transaction would show in their sum.
func raceTransfer(r *room) {
	r.put(r.item("a", table.Attrs{"n": table.N(0)}), r.item("b", table.Attrs{"n": table.N(0)}))
	r.race(func(racer int) error {
		step := int64(racer%5 - 2)
		err := r.transfer(step)
		for lost(err) {
			err = r.transfer(step)
		}
		return err
	})
	items := r.batch(r.key("a"), r.key("b"))
	if a, b := items[0].Attrs["n"].Int(), items[1].Attrs["n"].Int(); a+b != 0 {
		r.Fatalf("%d and %d do not cancel out", a, b)
	}
}

func (r *room) transfer(n int64) error {
	return r.transact(
		table.Update(r.key("a"), []table.Edit{table.Add("n", n)}),
		table.Update(r.key("b"), []table.Edit{table.Add("n", -n)}),
	)
}
