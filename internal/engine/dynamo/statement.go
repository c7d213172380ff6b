package dynamo

import (
	"fmt"
	"strings"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"usersync/internal/table"
)

// statement is expressions under construction. Names and values of ours and of users stand in them by placeholder only.
type statement struct {
	condition *string // nil when there is none
	update    *string
	names     map[string]string // nil when there are none, which the service wants left out; so are values
	values    image
	known     map[string]string // name -> its placeholder
}

// compile is the expressions of an action.
func compile(a *table.Action) *statement {
	s := &statement{}
	if len(a.If) > 0 {
		s.condition = s.demands(a.If)
	}
	if a.Verb == table.UpdateVerb {
		s.update = s.changes(a.Edits)
	}
	return s
}

// name is the placeholder of an attribute's name.
func (s *statement) name(name string) string {
	if p, ok := s.known[name]; ok {
		return p
	}
	if s.names == nil {
		s.names, s.known = map[string]string{}, map[string]string{}
	}
	p := fmt.Sprintf("#%d", len(s.names))
	s.names[p], s.known[name] = name, p
	return p
}

// value is a placeholder of a value.
func (s *statement) value(v table.Value) string {
	if s.values == nil {
		s.values = image{}
	}
	p := fmt.Sprintf(":%d", len(s.values))
	s.values[p] = encode(v)
	return p
}

func (s *statement) demands(conds []table.Cond) *string {
	parts := make([]string, len(conds))
	for i, c := range conds {
		parts[i] = s.demand(c)
	}
	all := strings.Join(parts, " AND ")
	return &all
}

func (s *statement) demand(c table.Cond) string {
	switch c.Op {
	case table.ExistsOp:
		return "attribute_exists(" + s.name(partitionKey) + ")"
	case table.NotExistsOp:
		return "attribute_not_exists(" + s.name(partitionKey) + ")"
	case table.HasOp:
		return "attribute_exists(" + s.name(c.Name) + ")"
	case table.LacksOp:
		return "attribute_not_exists(" + s.name(c.Name) + ")"
	case table.AtMostOp:
		return s.name(c.Name) + " <= " + s.value(c.Value)
	case table.AtLeastOp:
		return s.name(c.Name) + " >= " + s.value(c.Value)
	default: // the checks of package table know no other operation than EqualsOp
		return s.name(c.Name) + " = " + s.value(c.Value)
	}
}

// changes is all of the edits, in the clauses SET, ADD and REMOVE.
func (s *statement) changes(edits []table.Edit) *string {
	clauses := map[string][]string{}
	for _, e := range edits {
		word, part := s.change(e)
		clauses[word] = append(clauses[word], part)
	}
	var all []string
	for _, word := range []string{"SET", "ADD", "REMOVE"} {
		if parts := clauses[word]; len(parts) > 0 {
			all = append(all, word+" "+strings.Join(parts, ", "))
		}
	}
	text := strings.Join(all, " ")
	return &text
}

// change is one edit and the clause in which it belongs.
func (s *statement) change(e table.Edit) (clause, part string) {
	name := s.name(e.Name)
	switch e.Op {
	case table.SetIfAbsentOp:
		return "SET", name + " = if_not_exists(" + name + ", " + s.value(e.Value) + ")"
	case table.AddOp:
		return "ADD", name + " " + s.value(e.Value)
	case table.RemoveOp:
		return "REMOVE", name
	default: // the checks of package table know no other operation than SetOp
		return "SET", name + " = " + s.value(e.Value)
	}
}

// oldItem asks a refusal to bring the item in the way along.
const oldItem = types.ReturnValuesOnConditionCheckFailureAllOld
