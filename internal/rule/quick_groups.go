package rule

import "math/bits"

// groupLines finds the rules of a directory group. It is asked about each group of each user, which is much of the work of Quick: it stays small enough for the nearest
// cache, and a map of Go takes more than twice as long. What it is filled with are ids that the product made, so nobody can choose them to collide.
type groupLines struct {
	slots []uint16 // a power of two, at least four times as many as there are groups: the place in lines of a group's strongest rule, from 1; 0: nobody
	lines []line
	shift int
}

// line is a rule of a group, in one piece of memory.
type line struct {
	group string
	words [4]uint16 // what it has a word on, by the index's numbers; where they are fewer, nothing
	more  uint16    // how many others there are ...
	from  uint32    // ... and where in the index they begin
	place int16
	next  int16 // the group's next rule, as a place in lines, or nobody
	asks  bool  // it has a condition
}

func newGroupLines(groups int) groupLines {
	log := bits.Len(uint(4 * groups))
	return groupLines{slots: make([]uint16, 1<<log), shift: 64 - log}
}

// add puts a rule behind those that its group has.
func (g *groupLines) add(l line) {
	l.next = nobody
	number := len(g.lines)
	g.lines = append(g.lines, l)
	if last := g.last(l.group); last != nil {
		last.next = int16(number)
		return
	}
	at := mix(l.group) >> g.shift
	for g.slots[at&uint64(len(g.slots)-1)] != 0 {
		at++
	}
	g.slots[at&uint64(len(g.slots)-1)] = uint16(number + 1)
}

func (g *groupLines) last(group string) *line {
	found := g.of(group)
	for found != nil && found.next != nobody {
		found = &g.lines[found.next]
	}
	return found
}

// of is the strongest rule of a group, or nil.
func (g *groupLines) of(group string) *line {
	for at := mix(group) >> g.shift; ; at++ {
		slot := g.slots[at&uint64(len(g.slots)-1)]
		if slot == 0 {
			return nil
		}
		if found := &g.lines[slot-1]; found.group == group {
			return found
		}
	}
}

// mix spreads ids over 64 bits, of which the upper are the better: each depends on all of what it is made from.
func mix(id string) uint64 {
	return tail(id) * 0x9E3779B97F4A7C15 // 2^64 divided by the golden ratio
}

// tail is the last eight bytes of an id, which in a ULID are those that chance made. Ids that are shorter, which the product does not make, are all alike.
func tail(id string) uint64 {
	if len(id) < 8 {
		return 0
	}
	t := id[len(id)-8:]
	return uint64(t[0]) | uint64(t[1])<<8 | uint64(t[2])<<16 | uint64(t[3])<<24 | uint64(t[4])<<32 | uint64(t[5])<<40 | uint64(t[6])<<48 | uint64(t[7])<<56 // one load
}
