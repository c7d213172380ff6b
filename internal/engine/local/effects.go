package local

import "usersync/internal/table"

// present is the value of a key that says all by being there.
const present = "\x00"

// effects is what the steps write: items, their entries in the index and among those
// that expire, and the records of the change stream. What changes nothing leaves no
// record, as in DynamoDB.
func (db *DB) effects(steps []step) decision {
	d := decision{writes: make([]write, 0, 3*len(steps))}
	for i := range steps {
		s := &steps[i]
		if s.stored == s.storedBefore {
			continue
		}
		d.writes = append(d.writes, write{s.key, s.stored})
		d.move(s.indexBefore, s.indexAfter)
		d.move(expiryKey(s.action.Key, s.before), expiryKey(s.action.Key, s.after))
		if s.action.Key.Table == table.Core {
			db.seq++
			d.writes = append(d.writes, write{streamKey(db.seq), encodeChange(s.key, s.storedBefore, s.stored)})
			d.wakes = true
		}
	}
	return d
}

// move takes an entry from one place to another; "" is no place.
func (d *decision) move(from, to string) {
	if from == to {
		return
	}
	if from != "" {
		d.writes = append(d.writes, write{key: from})
	}
	if to != "" {
		d.writes = append(d.writes, write{to, present})
	}
}
