package table

// Verb is what an Action does.
type Verb uint8

// The verbs of a transaction.
const (
	PutVerb Verb = iota
	UpdateVerb
	DeleteVerb
	CheckVerb
)

// Action is one step of a transaction on one item.
type Action struct {
	Verb  Verb
	Key   Key
	Attrs Attrs  // Put: the whole new item
	Edits []Edit // Update: what to change; the item is created when there is none
	If    []Cond // all must hold of the item as it was before the transaction
}

// Put replaces or creates the whole item.
func Put(item Item, conds ...Cond) Action {
	return Action{Verb: PutVerb, Key: item.Key, Attrs: item.Attrs, If: conds}
}

// Update changes some attributes, creating the item when there is none (add Exists to refuse that).
func Update(key Key, edits []Edit, conds ...Cond) Action {
	return Action{Verb: UpdateVerb, Key: key, Edits: edits, If: conds}
}

// Delete removes the item; removing a missing one succeeds unless a condition says otherwise.
func Delete(key Key, conds ...Cond) Action {
	return Action{Verb: DeleteVerb, Key: key, If: conds}
}

// Check only tests conditions.
func Check(key Key, conds ...Cond) Action {
	return Action{Verb: CheckVerb, Key: key, If: conds}
}

// EditOp is what an Edit does to an attribute.
type EditOp uint8

// The edits of an Update.
const (
	SetOp         EditOp = iota // attribute = value
	SetIfAbsentOp               // attribute = value, when there is none yet
	AddOp                       // number += value; a missing attribute counts as 0
	RemoveOp                    // take the attribute away; a missing one is fine
)

// Edit changes one attribute. One Update may not name an attribute twice.
type Edit struct {
	Op    EditOp
	Name  string
	Value Value
}

// Set gives the attribute a value.
func Set(name string, v Value) Edit { return Edit{SetOp, name, v} }

// SetIfAbsent gives the attribute a value unless it has one.
func SetIfAbsent(name string, v Value) Edit { return Edit{SetIfAbsentOp, name, v} }

// Add adds to a number.
func Add(name string, n int64) Edit { return Edit{AddOp, name, N(n)} }

// Remove takes an attribute away.
func Remove(name string) Edit { return Edit{RemoveOp, name, Value{}} }

// CondOp is what a Cond demands.
type CondOp uint8

// The conditions. A comparison with a missing attribute is false.
const (
	ExistsOp    CondOp = iota // the item exists
	NotExistsOp               // the item does not exist
	HasOp                     // the attribute exists
	LacksOp                   // the attribute does not exist (or the item does not)
	EqualsOp                  // attribute == value
	AtMostOp                  // attribute <= value, same type
	AtLeastOp                 // attribute >= value, same type
)

// Cond is one demand on the item as it was before the transaction.
type Cond struct {
	Op    CondOp
	Name  string
	Value Value
}

// Exists demands that there is such an item.
func Exists() Cond { return Cond{Op: ExistsOp} }

// NotExists demands that there is no such item.
func NotExists() Cond { return Cond{Op: NotExistsOp} }

// Has demands the attribute, whatever its value.
func Has(name string) Cond { return Cond{Op: HasOp, Name: name} }

// Lacks demands that the attribute is missing.
func Lacks(name string) Cond { return Cond{Op: LacksOp, Name: name} }

// Equals demands that the attribute has exactly this value.
func Equals(name string, v Value) Cond { return Cond{EqualsOp, name, v} }

// AtMost demands attribute <= v.
func AtMost(name string, v Value) Cond { return Cond{AtMostOp, name, v} }

// AtLeast demands attribute >= v.
func AtLeast(name string, v Value) Cond { return Cond{AtLeastOp, name, v} }
