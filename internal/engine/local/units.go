package local

import "usersync/internal/table"

// Units are counted as the Amazon DynamoDB Developer Guide has it, "Capacity unit
// consumption": a unit reads up to 4 KB strongly consistent, or twice that eventually
// consistent, or writes up to 1 KB; sizes are rounded up; a missing item counts as the
// smallest; two units per KB inside a transaction, which prepares and then commits.
const (
	readUnitBytes  = 4 << 10
	writeUnitBytes = 1 << 10
)

// sizeOf is an item's size, 0 when there is none.
func sizeOf(key table.Key, attrs table.Attrs) int {
	if attrs == nil {
		return 0
	}
	return table.Item{Key: key, Attrs: attrs}.Size()
}

func roundUp(size, unit int) float64 { return float64(max(1, (size+unit-1)/unit)) }

// readUnits is what an item read by Get or BatchGet consumes, or a Query by the sum of the sizes on its page.
func readUnits(size int, eventual bool) float64 {
	if eventual {
		return roundUp(size, readUnitBytes) / 2
	}
	return roundUp(size, readUnitBytes)
}

// unitsPerKB is what a KB costs: engines send a lone put, update or delete as a plain
// conditional write. There is no plain request for a lone check, it stays a transaction.
func unitsPerKB(actions []table.Action) float64 {
	if len(actions) == 1 && actions[0].Verb != table.CheckVerb {
		return 1
	}
	return 2
}

// units is what an action consumes: the larger of the item before and after. A refused
// action consumes by the item before, which is all that after is then.
func (s *step) units(perKB float64) float64 {
	return perKB * roundUp(max(s.sizeBefore, s.size), writeUnitBytes)
}

// indexUnits is what keeping the index consumes: a write for an entry that comes and one
// for an entry that goes, never in a transaction. An entry whose key stays costs
// nothing, as the index holds keys only.
func (s *step) indexUnits() float64 {
	units := 0.0
	if s.indexBefore == s.indexAfter {
		return 0
	}
	if s.indexBefore != "" {
		units += roundUp(entrySize(s.action.Key, s.before), writeUnitBytes)
	}
	if s.indexAfter != "" {
		units += roundUp(entrySize(s.action.Key, s.after), writeUnitBytes)
	}
	return units
}

func entrySize(key table.Key, attrs table.Attrs) int {
	return sizeOf(key, table.Attrs{table.G1P: attrs[table.G1P], table.G1S: attrs[table.G1S]})
}
