package table

import (
	"fmt"
	"unicode/utf8"
)

// CheckActions reports as a *LimitError what DynamoDB would refuse in a transaction
// before it looks at any item: no actions or more than MaxActions, an item named twice,
// too many bytes, a malformed key, attribute, edit or condition. Engines call it first.
//
// What depends on the stored item (its size after an Update, Add to something that is no
// number) is left to the engine.
func CheckActions(actions []Action) error {
	if len(actions) == 0 || len(actions) > MaxActions {
		return limit("a transaction has 1 to %d actions, not %d", MaxActions, len(actions))
	}
	bytes := 0
	for i := range actions {
		if err := checkAction(&actions[i]); err != nil {
			return fmt.Errorf("action %d: %w", i, err)
		}
		bytes += actions[i].size()
	}
	if bytes > MaxTransactionBytes {
		return limit("a transaction of %d bytes; the most is %d", bytes, MaxTransactionBytes)
	}
	return checkDistinct(actions)
}

func checkDistinct(actions []Action) error {
	if len(actions) == 1 {
		return nil
	}
	seen := make(map[Key]struct{}, len(actions))
	for i := range actions {
		seen[actions[i].Key] = struct{}{}
	}
	if len(seen) < len(actions) {
		return limit("a transaction names an item twice")
	}
	return nil
}

func (a *Action) size() int {
	size := Item{Key: a.Key, Attrs: a.Attrs}.Size()
	for _, e := range a.Edits {
		size += len(e.Name) + e.Value.size()
	}
	return size
}

func checkAction(a *Action) error {
	if err := checkVerb(a); err != nil {
		return err
	}
	for _, c := range a.If {
		if err := checkCond(c); err != nil {
			return err
		}
	}
	return nil
}

func checkVerb(a *Action) error {
	switch a.Verb {
	case PutVerb:
		return CheckItem(Item{Key: a.Key, Attrs: a.Attrs})
	case UpdateVerb:
		if err := checkEdits(a.Edits); err != nil {
			return err
		}
	case DeleteVerb:
	case CheckVerb:
		if len(a.If) == 0 {
			return limit("a check without a condition")
		}
	default:
		return limit("an action without a known verb")
	}
	return CheckKey(a.Key)
}

func checkEdits(edits []Edit) error {
	if len(edits) == 0 {
		return limit("an update without an edit")
	}
	for i, e := range edits {
		if err := checkEdit(e); err != nil {
			return err
		}
		for _, other := range edits[:i] {
			if other.Name == e.Name {
				return limit("an update edits an attribute twice")
			}
		}
	}
	return nil
}

func checkEdit(e Edit) error {
	switch e.Op {
	case SetOp, SetIfAbsentOp:
		return checkAttribute(e.Name, e.Value)
	case AddOp:
		if e.Value.typ != Number {
			return limit("an edit adds something that is no number")
		}
		return checkAttribute(e.Name, e.Value)
	case RemoveOp:
		return checkName(e.Name)
	}
	return limit("an edit without a known operation")
}

func checkCond(c Cond) error {
	switch c.Op {
	case ExistsOp, NotExistsOp:
		return nil
	case HasOp, LacksOp:
		return checkName(c.Name)
	case EqualsOp, AtMostOp, AtLeastOp:
		return checkComparison(c)
	}
	return limit("a condition without a known operation")
}

// checkComparison follows DynamoDB, which has no order of booleans and refuses to compare by one.
func checkComparison(c Cond) error {
	switch {
	case c.Value.typ == Absent:
		return limit("a condition compares with nothing")
	case c.Value.typ == Boolean && c.Op != EqualsOp:
		return limit("a condition asks for the order of booleans")
	case c.Value.typ == String && !utf8.ValidString(c.Value.s):
		return limit("a condition compares with a string that is not UTF-8")
	}
	return checkName(c.Name)
}
