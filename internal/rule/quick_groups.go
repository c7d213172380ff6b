package rule

import (
	"maps"
	"math/bits"
	"slices"
	"strings"
)

// groupPlaces finds the rules of a directory group. It is asked about each group of each user, which is most of the work of Quick: it stays small enough for the nearest
// cache, and a map of Go takes more than twice as long. What it is filled with are ids that the product made, so nobody can choose them to collide.
type groupPlaces struct {
	slots  []uint32 // a power of two, at least four times as many as there are groups: upper half of a hash, and the place in groups from 1; 0: nobody
	groups []groupRules
	shift  int
}

// groupRules is one group with its rules.
type groupRules struct {
	id     string // all of them in one piece of memory
	places []int32
}

func newGroupPlaces(byGroup map[string][]int32) groupPlaces {
	log := bits.Len(uint(4 * len(byGroup)))
	g := groupPlaces{slots: make([]uint32, 1<<log), shift: 64 - log}
	ids := slices.Sorted(maps.Keys(byGroup))
	together := strings.Join(ids, "")
	var places []int32
	for _, id := range ids {
		places = append(places, byGroup[id]...)
	}
	for i, id := range ids {
		n := len(byGroup[id])
		g.groups = append(g.groups, groupRules{together[:len(id)], places[:n]})
		together, places = together[len(id):], places[n:]
		g.put(mix(id), uint32(i+1))
	}
	return g
}

func (g *groupPlaces) put(hash uint64, number uint32) {
	at := hash >> g.shift
	for g.slots[at&uint64(len(g.slots)-1)] != 0 {
		at++
	}
	g.slots[at&uint64(len(g.slots)-1)] = tag(hash) | number
}

// of is the places of the rules of a group, ascending.
func (g *groupPlaces) of(group string) []int32 {
	hash := mix(group)
	for at := hash >> g.shift; ; at++ {
		slot := g.slots[at&uint64(len(g.slots)-1)]
		if slot == 0 {
			return nil
		}
		if (slot^tag(hash))>>16 != 0 {
			continue
		}
		if found := &g.groups[slot&0xFFFF-1]; found.id == group {
			return found.places
		}
	}
}

// tag is a part of a hash that its place does not tell.
func tag(hash uint64) uint32 { return uint32(hash) &^ 0xFFFF }

// mix spreads ids over 64 bits. They differ in their last bytes, which in a ULID are those that chance made.
func mix(id string) uint64 {
	h := uint64(len(id))
	if n := len(id); n >= 8 {
		t := id[n-8:]
		h ^= uint64(t[0]) | uint64(t[1])<<8 | uint64(t[2])<<16 | uint64(t[3])<<24 | uint64(t[4])<<32 | uint64(t[5])<<40 | uint64(t[6])<<48 | uint64(t[7])<<56 // one load
	} else {
		for i := range n {
			h = h<<8 ^ uint64(id[i])
		}
	}
	const odd = 0x9E3779B97F4A7C15 // 2^64 divided by the golden ratio
	h *= odd
	return (h ^ h>>32) * odd
}
