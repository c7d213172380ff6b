package local

import (
	"encoding/binary"
	"errors"
	"strings"

	"usersync/internal/table"
)

// The spaces of the one map: a key's first byte.
const (
	metaSpace   = 'm' // what the file says of itself
	streamSpace = 's' // changes by number
	expirySpace = 'x' // Work items by the time at which they expire
	itemSpace   = 'a' // items by key: 'a' Core, 'b' Work, 'c' Audit
	indexSpace  = 'A' // index entries: 'A' Core, 'B' Work, 'C' Audit
)

// A key is a space and then parts. A part is its bytes with every 0x00 written as 0x00
// 0xFF, closed by 0x00 0x00; so keys sort as the tuples of their parts do, and no key
// is the beginning of another.
const (
	partEnd    = "\x00\x00"
	partBehind = "\x00\x01" // sorts behind the end of a part and before any longer part
	zeroText   = "\x00\xff"
)

var errBadKey = errors.New("engine/local: the file holds a key that cannot be read; restore it from a backup")

func escape(s string) string {
	if strings.IndexByte(s, 0) < 0 {
		return s
	}
	return strings.ReplaceAll(s, "\x00", zeroText)
}

// join makes a key of parts.
func join(space byte, parts ...string) string {
	var b strings.Builder
	size := 1
	for _, part := range parts {
		size += len(part) + len(partEnd)
	}
	b.Grow(size)
	b.WriteByte(space)
	for _, part := range parts {
		b.WriteString(escape(part))
		b.WriteString(partEnd)
	}
	return b.String()
}

func itemKey(k table.Key) string { return join(itemSpace+byte(k.Table), k.P, k.S) }

// partition is the beginning of all keys of a partition, of a table or of its index.
func partition(q table.Query) string {
	space := byte(itemSpace)
	if q.Index {
		space = indexSpace
	}
	return join(space+byte(q.Table), q.P)
}

// indexKey is the item's place in G1, or "" when it has none: the index is sparse.
func indexKey(k table.Key, a table.Attrs) string {
	p, s := a[table.G1P].Str(), a[table.G1S].Str()
	if p == "" || s == "" {
		return ""
	}
	return join(indexSpace+byte(k.Table), p, s, k.P, k.S)
}

// expiryKey is the item's place among those that expire, or "" when it never does: only Work expires.
func expiryKey(k table.Key, a table.Attrs) string {
	ttl := a[table.TTL]
	if k.Table != table.Work || ttl.Type() != table.Number {
		return ""
	}
	return expiryTime(ttl.Int()) + itemKey(k)
}

// expiryTime begins the key of all that expires at a time; moving the sign makes order of bytes order of numbers.
func expiryTime(seconds int64) string {
	return string(binary.BigEndian.AppendUint64([]byte{expirySpace}, uint64(seconds)^1<<63))
}

const expiryPrefixBytes = 1 + 8

func streamKey(seq uint64) string {
	return string(binary.BigEndian.AppendUint64([]byte{streamSpace}, seq))
}

// parts takes a key apart.
func parts(key string) ([]string, error) {
	var all []string
	for rest := key[1:]; rest != ""; {
		end := partLength(rest)
		if end < 0 {
			return nil, errBadKey
		}
		all = append(all, strings.ReplaceAll(rest[:end], zeroText, "\x00"))
		rest = rest[end+len(partEnd):]
	}
	return all, nil
}

// partLength is where the first part ends, or -1.
func partLength(s string) int {
	for at := 0; ; {
		i := strings.IndexByte(s[at:], 0)
		if i < 0 || at+i+1 >= len(s) {
			return -1
		}
		at += i
		if s[at+1] == partEnd[1] {
			return at
		}
		at += len(zeroText)
	}
}

// parseItemKey is the reverse of itemKey.
func parseItemKey(key string) (table.Key, error) {
	p, err := parts(key)
	if err != nil || len(p) != 2 {
		return table.Key{}, errBadKey
	}
	return table.Key{Table: table.Name(key[0] - itemSpace), P: p[0], S: p[1]}, nil
}

// parseIndexKey makes of an entry of the index the item that a query of it returns.
func parseIndexKey(key string) (table.Item, error) {
	p, err := parts(key)
	if err != nil || len(p) != 4 {
		return table.Item{}, errBadKey
	}
	return table.Item{
		Key:   table.Key{Table: table.Name(key[0] - indexSpace), P: p[2], S: p[3]},
		Attrs: table.Attrs{table.G1P: table.S(p[0]), table.G1S: table.S(p[1])},
	}, nil
}
