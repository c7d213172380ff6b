package local

import "context"

// reader is an ordered map of texts as it stands at one moment. No stored value is
// empty, so "" says that there is none. What it hands out stays valid for ever.
type reader interface {
	get(key string) string

	// walk calls see for the keys of the span in their order, or backwards when desc,
	// until see returns false.
	walk(s span, desc bool, see func(key, value string) bool)
}

// write is one change of the map; an empty value takes the key out.
type write struct{ key, value string }

// decision is what came of looking at the map: what to write, or why nothing is.
type decision struct {
	writes []write
	wakes  bool  // the change stream grows
	err    error // then nothing is written
}

// decide looks at the map and says what to write. It must not write by itself: so a
// refusal leaves no trace, whoever else is committed with it.
type decide func(reader) decision

// storage is the map with its commits, which happen one after the other: each decide
// sees what all decisions before it wrote.
type storage interface {
	// read calls fn with the map as of the last commit.
	read(fn func(reader) error) error

	// commit decides and writes; it returns the decision's error. When it returns nil
	// the writes are as durable as the storage makes them.
	commit(ctx context.Context, d decide) error

	close() error
}
