package table

import (
	"fmt"
	"unicode/utf8"
)

// maxPartitionBytes limits a partition key, of the table as of the index.
const maxPartitionBytes = 2048

// maxNameBytes limits the name of an attribute.
const maxNameBytes = 64<<10 - 1

// CheckKey reports as a *LimitError what DynamoDB would refuse in a key: an unknown
// table, an empty or too long part, text that is not UTF-8.
func CheckKey(k Key) error {
	if k.Table > Audit {
		return limit("there is no such table")
	}
	if err := checkText("partition key", k.P, maxPartitionBytes); err != nil {
		return err
	}
	return checkText("sort key", k.S, MaxKeyBytes)
}

// CheckKeys reports what would be refused in the keys of a BatchGet: none at all, more
// than MaxBatchGet, one twice, or a bad one.
func CheckKeys(keys []Key) error {
	if len(keys) == 0 || len(keys) > MaxBatchGet {
		return limit("a batch reads 1 to %d items, not %d", MaxBatchGet, len(keys))
	}
	seen := make(map[Key]struct{}, len(keys))
	for i, k := range keys {
		if err := CheckKey(k); err != nil {
			return fmt.Errorf("key %d: %w", i, err)
		}
		seen[k] = struct{}{}
	}
	if len(seen) < len(keys) {
		return limit("a batch names an item twice")
	}
	return nil
}

// CheckItem reports what would be refused in an item as it is to be stored: its key, its
// size, an attribute without a name or value, an index attribute that is no key.
func CheckItem(i Item) error {
	if err := CheckKey(i.Key); err != nil {
		return err
	}
	if size := i.Size(); size > MaxItemBytes {
		return limit("an item of %d bytes; the most is %d", size, MaxItemBytes)
	}
	for name, v := range i.Attrs {
		if err := checkAttribute(name, v); err != nil {
			return err
		}
	}
	return nil
}

func checkAttribute(name string, v Value) error {
	if err := checkName(name); err != nil {
		return err
	}
	switch {
	case v.typ == Absent:
		return limit("an attribute without a value")
	case v.typ == String && !utf8.ValidString(v.s):
		return limit("a string that is not UTF-8")
	case name == G1P:
		return checkIndexKey(v, maxPartitionBytes)
	case name == G1S:
		return checkIndexKey(v, MaxKeyBytes)
	}
	return nil
}

func checkIndexKey(v Value, most int) error {
	if v.typ != String {
		return limit("an index attribute must be a string")
	}
	return checkText("index key", v.s, most)
}

// checkName refuses the names of the key attributes too: an item's key is apart from its attributes.
func checkName(name string) error {
	if name == "P" || name == "S" {
		return limit("an attribute has the name of a key attribute, P or S")
	}
	return checkText("attribute name", name, maxNameBytes)
}

func checkText(what, s string, most int) error {
	switch {
	case s == "":
		return limit("an empty %s", what)
	case len(s) > most:
		return limit("a %s of %d bytes; the most is %d", what, len(s), most)
	case !utf8.ValidString(s):
		return limit("a %s that is not UTF-8", what)
	}
	return nil
}

func limit(format string, args ...any) error {
	return &LimitError{What: fmt.Sprintf(format, args...)}
}
