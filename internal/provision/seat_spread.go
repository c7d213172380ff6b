package provision

// Seats per counter and counters per product: more counters mean fewer claims that collide, and all of them are read by one query.
const (
	seatsPerShard   = 500
	maxShards       = 16
	unlimitedCap    = 1 << 53
	unlimitedShards = maxShards
)

// Spread shares a product's seats (nil: unlimited) out over its counters, given how many of each are in use. There are as many counters as
// before or more, never fewer. No counter ever has more room than there are free seats in all; where more seats are in use than
// there are, every counter is closed (capacity 0), so that no release opens one before the number in use has come down.
func Spread(seats *int64, used []int64) []Shard {
	if seats == nil {
		return spreadUnlimited(used)
	}
	shards := numbered(used, shardsFor(*seats))
	free := *seats - usedSeats(shards)
	if free < 0 {
		return shards
	}
	n := int64(len(shards))
	for i := range shards {
		share := free / n
		if int64(i) < free%n {
			share++
		}
		shards[i].Cap = shards[i].Used + share
	}
	return shards
}

func spreadUnlimited(used []int64) []Shard {
	shards := numbered(used, unlimitedShards)
	for i := range shards {
		shards[i].Cap = unlimitedCap
	}
	return shards
}

// numbered makes at least n closed counters with these in use.
func numbered(used []int64, n int) []Shard {
	shards := make([]Shard, max(n, len(used)))
	for i := range shards {
		shards[i].N = i
		if i < len(used) {
			shards[i].Used = used[i]
		}
	}
	return shards
}

func shardsFor(seats int64) int {
	return int(min(max(seats/seatsPerShard, 1), maxShards))
}

func usedSeats(shards []Shard) int64 {
	var sum int64
	for _, s := range shards {
		sum += s.Used
	}
	return sum
}

// fits reports whether counters already share these seats out as Spread promises, however unevenly.
func fits(seats *int64, shards []Shard) bool {
	if seats == nil {
		return len(shards) >= unlimitedShards && all(shards, func(s Shard) bool { return s.Cap == unlimitedCap })
	}
	if len(shards) < shardsFor(*seats) {
		return false
	}
	if usedSeats(shards) > *seats {
		return all(shards, func(s Shard) bool { return s.Cap == 0 })
	}
	var sum int64
	for _, s := range shards {
		sum += s.Cap
	}
	return sum == *seats && all(shards, func(s Shard) bool { return s.Used <= s.Cap })
}

func all(shards []Shard, holds func(Shard) bool) bool {
	for _, s := range shards {
		if !holds(s) {
			return false
		}
	}
	return true
}

// respread is Spread of the seats over counters as they were read.
func respread(seats *int64, shards []Shard) []Shard {
	used := make([]int64, len(shards))
	for i, s := range shards {
		used[i] = s.Used
	}
	return Spread(seats, used)
}
