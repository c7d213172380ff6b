package local

import (
	"encoding/binary"
	"errors"
	"slices"
	"strings"

	"usersync/internal/table"
)

// Attributes are stored as their number and then, by name, each one's name, tag and
// content. Lengths and numbers are varints. Equal attributes have equal text.
const (
	tagString byte = 1 + iota
	tagNumber
	tagFalse
	tagTrue
	tagBytes
)

var errBadRecord = errors.New("engine/local: the file holds a record that cannot be read; restore it from a backup")

// encode writes the attributes down; it is never empty.
func encode(a table.Attrs) string {
	var few [16]string
	names := few[:0]
	size := 1
	for name, v := range a {
		names = append(names, name)
		size += len(name) + len(v.Str()) + len(v.Raw()) + 14
	}
	slices.Sort(names)
	var e encoder
	e.Grow(size)
	e.length(len(names))
	for _, name := range names {
		e.text(name)
		e.value(a[name])
	}
	return e.String()
}

// encoder writes a stored text. Its writes never fail.
type encoder struct{ strings.Builder }

func (e *encoder) length(n int) {
	var b [binary.MaxVarintLen64]byte
	_, _ = e.Write(binary.AppendUvarint(b[:0], uint64(n)))
}

func (e *encoder) text(s string) {
	e.length(len(s))
	_, _ = e.WriteString(s)
}

func (e *encoder) value(v table.Value) {
	switch {
	case v.Type() == table.String:
		_ = e.WriteByte(tagString)
		e.text(v.Str())
	case v.Type() == table.Number:
		var b [1 + binary.MaxVarintLen64]byte
		_, _ = e.Write(binary.AppendVarint(append(b[:0], tagNumber), v.Int()))
	case v.Type() == table.Bytes:
		_ = e.WriteByte(tagBytes)
		e.length(len(v.Raw()))
		_, _ = e.Write(v.Raw())
	case v.True():
		_ = e.WriteByte(tagTrue)
	default:
		_ = e.WriteByte(tagFalse)
	}
}

// decode reads what encode wrote, and nothing else: a damaged text is an error.
func decode(text string) (table.Attrs, error) {
	d := decoder{rest: text}
	n := d.length(2)
	a := make(table.Attrs, n)
	last := ""
	for i := range n {
		name := d.text()
		if i > 0 && name <= last {
			return nil, errBadRecord
		}
		a[name], last = d.value(), name
	}
	if d.bad || d.rest != "" {
		return nil, errBadRecord
	}
	return a, nil
}

// decoder reads a stored text from its beginning. After the first thing that cannot be
// read it is bad, and yields zeros.
type decoder struct {
	rest string
	bad  bool
}

func (d *decoder) fail() {
	d.bad, d.rest = true, ""
}

func (d *decoder) value() table.Value {
	switch d.byte() {
	case tagString:
		return table.S(d.text())
	case tagNumber:
		return table.N(d.number())
	case tagFalse:
		return table.Bool(false)
	case tagTrue:
		return table.Bool(true)
	case tagBytes:
		return table.B([]byte(d.text()))
	}
	d.fail()
	return table.Value{}
}

func (d *decoder) byte() byte {
	if d.rest == "" {
		d.fail()
		return 0
	}
	b := d.rest[0]
	d.rest = d.rest[1:]
	return b
}

func (d *decoder) text() string {
	n := d.length(1)
	s := d.rest[:n]
	d.rest = d.rest[n:]
	return s
}

// length reads how many things follow, each of at least so many bytes; so a damaged
// length never asks for more memory than the text has.
func (d *decoder) length(each int) int {
	n := d.uvarint()
	if n > uint64(len(d.rest)/each) {
		d.fail()
		return 0
	}
	return int(n)
}

func (d *decoder) number() int64 {
	u := d.uvarint()
	return int64(u>>1) ^ -int64(u&1) // as binary.Varint reads what binary.AppendVarint wrote
}

// uvarint is binary.Uvarint over a string, refusing an encoding longer than needed.
func (d *decoder) uvarint() uint64 {
	var u uint64
	for shift := 0; shift < 64; shift += 7 {
		b := d.byte()
		if shift == 63 && b > 1 || shift > 0 && b == 0 {
			break
		}
		u |= uint64(b&0x7f) << shift
		if b < 0x80 {
			return u
		}
	}
	d.fail()
	return 0
}
