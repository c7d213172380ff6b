package provision

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"usersync/internal/rule"
)

func seats(n int64) *int64 { return &n }

func TestSpread(t *testing.T) {
	for _, c := range []struct {
		name  string
		seats *int64
		used  []int64
		want  []Shard
	}{
		{"a new product with few seats has one counter", seats(3), nil, []Shard{{N: 0, Cap: 3, Used: 0}}},
		{"a product without seats has one closed counter", seats(0), nil, []Shard{{N: 0, Cap: 0, Used: 0}}},
		{"one counter for each 500 seats", seats(1001), nil, []Shard{{N: 0, Cap: 501, Used: 0}, {N: 1, Cap: 500, Used: 0}}},
		{"free seats are shared out evenly", seats(12), []int64{1, 2, 4}, []Shard{{N: 0, Cap: 3, Used: 1}, {N: 1, Cap: 4, Used: 2}, {N: 2, Cap: 5, Used: 4}}},
		{"counters never become fewer", seats(2), []int64{1, 0, 0}, []Shard{{N: 0, Cap: 2, Used: 1}, {N: 1, Cap: 0, Used: 0}, {N: 2, Cap: 0, Used: 0}}},
		{"exactly full is open and has no room", seats(3), []int64{1, 2}, []Shard{{N: 0, Cap: 1, Used: 1}, {N: 1, Cap: 2, Used: 2}}},
		{"over-allocated closes every counter", seats(2), []int64{3, 0}, []Shard{{N: 0, Cap: 0, Used: 3}, {N: 1, Cap: 0, Used: 0}}},
		{"a deleted product is closed", seats(0), []int64{1}, []Shard{{N: 0, Cap: 0, Used: 1}}},
	} {
		t.Run(c.name, func(t *testing.T) {
			if diff := cmp.Diff(c.want, Spread(c.seats, c.used)); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestSpreadUnlimitedHasRoomEverywhere(t *testing.T) {
	shards := Spread(nil, []int64{7})
	if len(shards) != unlimitedShards || shards[0].Used != 7 {
		t.Fatalf("got %d counters, %d used in the first", len(shards), shards[0].Used)
	}
	for _, s := range shards {
		if s.Room() < 1<<50 {
			t.Errorf("counter %d has room for %d only", s.N, s.Room())
		}
	}
}

func TestSpreadNeverOversells(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.Int64Range(0, 20_000).Draw(t, "seats")
		used := rapid.SliceOfN(rapid.Int64Range(0, 800), 0, 20).Draw(t, "used")
		shards := Spread(&n, used)
		var room, taken int64
		for i, s := range shards {
			if s.N != i || i < len(used) && s.Used != used[i] {
				t.Fatalf("counter %d is %+v", i, s)
			}
			room, taken = room+s.Room(), taken+s.Used
		}
		if free := max(0, n-taken); room != free {
			t.Fatalf("room for %d, but %d seats are free", room, free)
		}
		if !fits(&n, shards) {
			t.Fatalf("Spread does not fit its own seats: %+v", shards)
		}
		for i := range shards {
			shards[i].Used = max(0, shards[i].Used-1)
		}
		if taken > n && fits(&n, shards) != (usedSeats(shards) > n || n == 0 && usedSeats(shards) == 0) {
			t.Fatalf("closed counters fit: %+v", shards)
		}
	})
}

func TestFits(t *testing.T) {
	for _, c := range []struct {
		name   string
		seats  *int64
		shards []Shard
		want   bool
	}{
		{"shared out unevenly is fine", seats(5), []Shard{{N: 0, Cap: 5, Used: 1}, {N: 1, Cap: 0, Used: 0}}, true},
		{"no counters at all", seats(5), nil, false},
		{"too many seats", seats(4), []Shard{{N: 0, Cap: 5, Used: 1}}, false},
		{"too few seats", seats(6), []Shard{{N: 0, Cap: 5, Used: 1}}, false},
		{"one counter overfull while seats are free", seats(5), []Shard{{N: 0, Cap: 1, Used: 2}, {N: 1, Cap: 4, Used: 0}}, false},
		{"over-allocated and closed", seats(1), []Shard{{N: 0, Cap: 0, Used: 2}}, true},
		{"over-allocated and open", seats(1), []Shard{{N: 0, Cap: 1, Used: 2}}, false},
		{"closed although it need not be", seats(2), []Shard{{N: 0, Cap: 0, Used: 2}}, false},
		{"unlimited with too few counters", nil, []Shard{{N: 0, Cap: unlimitedCap, Used: 0}}, false},
		{"unlimited that was limited", nil, Spread(seats(8000), nil), false},
		{"unlimited", nil, Spread(nil, nil), true},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := fits(c.seats, c.shards); got != c.want {
				t.Errorf("got %v", got)
			}
		})
	}
}

func TestStrongest(t *testing.T) {
	policy := &rule.Policy{Rules: []rule.Rule{{ID: "R1"}, {ID: "R2"}}}
	early, late := time.Unix(1, 0), time.Unix(2, 0)
	for _, c := range []struct {
		name  string
		heads []Waiter
		want  string
	}{
		{"nobody", nil, ""},
		{"the strongest rule before the longest wait", []Waiter{{User: "a", Rule: "R2", Since: early}, {User: "b", Rule: "R1", Since: late}}, "b"},
		{"a grant by hand before all rules", []Waiter{{User: "a", Rule: "R1", Since: early}, {User: "b", Since: late}}, "b"},
		{"a rule that is gone comes last", []Waiter{{User: "a", Rule: "gone", Since: early}, {User: "b", Rule: "R2", Since: late}}, "b"},
		{"of rules that are gone the longest wait", []Waiter{{User: "a", Rule: "gone", Since: late}, {User: "b", Rule: "went", Since: early}}, "b"},
	} {
		t.Run(c.name, func(t *testing.T) {
			got, ok := strongest(policy, c.heads)
			if got.User != c.want || ok != (c.want != "") {
				t.Errorf("got %+v, %v", got, ok)
			}
		})
	}
}
