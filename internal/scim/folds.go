package scim

// Folds folds texts and remembers the long ones, for work that compares the same texts many times: folding a thousand characters beyond ASCII takes a thousand times as long as
// finding them again. It is made for one piece of work and let go with it, for nothing is ever forgotten. The zero Folds is ready, and nil remembers nothing. It
// is not safe for concurrent use.
type Folds struct{ seen map[string]string }

// worthwhile is from how many bytes on a text is remembered.
const worthwhile = 64

// Fold is scim.Fold.
func (f *Folds) Fold(s string) string {
	if f == nil || len(s) < worthwhile {
		return Fold(s)
	}
	if folded, ok := f.seen[s]; ok {
		return folded
	}
	folded := Fold(s)
	if f.seen == nil {
		f.seen = map[string]string{}
	}
	f.seen[s] = folded
	return folded
}
