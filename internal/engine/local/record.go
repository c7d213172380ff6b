package local

import (
	"encoding/binary"

	"usersync/internal/table"
)

// encodeChange writes down a record of the change stream. Its parts are stored texts
// already; a missing image is "".
func encodeChange(key, before, after string) string {
	var e encoder
	e.Grow(len(key) + len(before) + len(after) + 12)
	e.text(key)
	e.text(before)
	e.text(after)
	return e.String()
}

// decodeChange reads what encodeChange wrote; storedAt is the record's own key.
func decodeChange(storedAt, record string) (table.Change, error) {
	d := decoder{rest: record}
	key, before, after := d.text(), d.text(), d.text()
	if d.bad || d.rest != "" || key == "" || len(storedAt) != len(streamKey(0)) {
		return table.Change{}, errBadRecord
	}
	c := table.Change{Seq: sequence(storedAt)}
	var err error
	if c.Key, err = parseItemKey(key); err != nil {
		return table.Change{}, err
	}
	if c.Old, err = image(before); err != nil {
		return table.Change{}, err
	}
	c.New, err = image(after)
	return c, err
}

// sequence reads the number in a stream key.
func sequence(key string) uint64 { return binary.BigEndian.Uint64([]byte(key[1:])) }

// image decodes the stored attributes of an item, nil when there is none.
func image(text string) (table.Attrs, error) {
	if text == "" {
		return nil, nil
	}
	return decode(text)
}
